import Expressions
import Foundation
import JSONValues
import Testing

@Suite("The stack that an expression takes")
struct StackTests {
    @Test(
        "the deepest expression is read and evaluated on a stack of 2 MiB",
        arguments: [
            ("(", "1", ")", 98), ("[", "1", "]", 98), ("{1: ", "1", "}", 98), ("!", "true", "", 97), ("-", "a", "", 97),
            ("int(", "1", ")", 98), ("(true ? ", "1", " : 2)", 48), ("[1].map(x, ", "x", ")", 98),
            ("", "a", " + 1", 98),
            ("cel.bind(x, 1, ", "x", ")", 98), ("[1].all(x, [1].exists(y, ", "true", "))", 48),
            ("optional.of(1).optMap(x, ", "x", ")", 98), ("1 + (2 * (1 == 1 && ", "true", " ? 1 : 2))", 24),
        ])
    func stack(open: String, inner: String, close: String, depth: Int) async {
        let source = String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
        let isRead = await withCheckedContinuation { continuation in
            let thread = Thread {
                let expression = try? Expressions.Expression(parsing: source)
                _ = expression?.evaluate(in: Bindings(["a": 1]))
                _ = expression?.explain(in: Bindings(["a": 1]))
                _ = expression?.rootPaths
                continuation.resume(returning: expression != nil)
            }
            thread.stackSize = 2048 * 1024
            thread.start()
        }
        #expect(isRead, "\(open)")
    }
}
