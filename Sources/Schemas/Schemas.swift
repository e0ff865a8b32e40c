public import JSONValues
public struct SchemaError: Error, CustomStringConvertible { public var description: String { "stub" } }
public struct Schema: Sendable {
    public static func compile(_ json: JSON) throws(SchemaError) -> Schema {
        switch json { case .bool: break; case .object(let m): if let t = m["type"], case .int = t { throw SchemaError() }
        default: throw SchemaError() }
        return Schema()
    }
}
