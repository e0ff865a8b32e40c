// The language sees a string as code points. Swift's `==` and `<` on strings compare canonical forms instead, so both are
// done here on the encoded bytes, whose order is the order of the code points.
extension String {
    func hasSameCodePoints(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    func codePointsPrecede(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}
