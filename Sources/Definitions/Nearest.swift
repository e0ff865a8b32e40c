import Expressions

/// What may have been meant by a word that nothing is named.
public enum Nearest {
    /// `did you mean …?` with the candidate that takes the fewest edits, or `nil` where none is near.
    public static func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
        word.closest(among: candidates).map { "did you mean \($0.quoted)?" }
    }
}
