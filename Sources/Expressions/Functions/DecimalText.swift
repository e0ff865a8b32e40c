import Foundation

/// A number with a fixed number of digits after the point, rounded to the nearest and halves to even.
enum DecimalText {
    static func of(_ number: Double, isScientific: Bool, precision: Int) -> String {
        guard number.isFinite else { return number.text }
        return String(format: isScientific ? "%.\(precision)e" : "%.\(precision)f", number)
    }
}
