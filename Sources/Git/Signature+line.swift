extension Signature {
    /// The stored form, `Name <mail> seconds offset`; what git would cut from name and mail is cut.
    func line(_ operation: String) throws(GitError) -> String {
        let name = Self.cleaned(self.name)
        guard !name.isEmpty else {
            throw GitError(
                .invalid, operation: operation, message: "the signature has no name",
                hint: "'git config --global user.name' sets yours")
        }
        guard seconds >= 0, abs(offsetMinutes) < 100 * 60 else {
            throw GitError(.invalid, operation: operation, message: "\(seconds) \(offsetMinutes) is no time to git")
        }
        let offset = abs(offsetMinutes)
        let digits = String(offset / 60 * 100 + offset % 60)
        let zone = (offsetMinutes < 0 ? "-" : "+") + String(repeating: "0", count: 4 - digits.count) + digits
        return "\(name) <\(Self.cleaned(email))> \(seconds) \(zone)"
    }

    /// Without what would end the field, and without the "crud" that git takes from both ends.
    private static func cleaned(_ text: String) -> String {
        let isCrud: (Unicode.Scalar) -> Bool = { $0.value <= 32 || ".,:;<>\"\\'".unicodeScalars.contains($0) }
        let trimmed = text.unicodeScalars.drop(while: isCrud).reversed().drop(while: isCrud).reversed()
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: trimmed.filter { $0 != "<" && $0 != ">" && $0 != "\n" && $0.value != 0 })
        return String(kept)
    }
}
