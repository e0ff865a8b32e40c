import JSONValues

/// The metaschemas of the two drafts, for schemas that refer to them: what form each keyword's value has.
enum MetaSchemas {
    static let all: [String: JSON] = [
        SchemaDraft.draft7.rawValue: parsed(draft7), SchemaDraft.draft2020.rawValue: parsed(draft2020),
    ]

    /// The texts below are ours: that they are JSON is tested.
    private static func parsed(_ text: String) -> JSON { (try? JSON(parsing: Array(text.utf8))) ?? .bool(true) }

    private static let draft7 = #"""
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "$id": "http://json-schema.org/draft-07/schema#",
          "definitions": {
            "list": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
            "named": {"type": "object", "additionalProperties": {"$ref": "#"}},
            "count": {"type": "integer", "minimum": 0},
            "strings": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
            "type": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]}
          },
          "type": ["object", "boolean"],
          "properties": {
            "$id": {"type": "string"}, "$schema": {"type": "string"}, "$ref": {"type": "string"},
            "$comment": {"type": "string"}, "title": {"type": "string"}, "description": {"type": "string"},
            "default": true, "readOnly": {"type": "boolean"}, "examples": {"type": "array"},
            "definitions": {"$ref": "#/definitions/named"},
            "type": {"anyOf": [{"$ref": "#/definitions/type"},
              {"type": "array", "items": {"$ref": "#/definitions/type"}, "minItems": 1, "uniqueItems": true}]},
            "enum": {"type": "array"}, "const": true,
            "multipleOf": {"type": "number", "exclusiveMinimum": 0},
            "maximum": {"type": "number"}, "exclusiveMaximum": {"type": "number"},
            "minimum": {"type": "number"}, "exclusiveMinimum": {"type": "number"},
            "maxLength": {"$ref": "#/definitions/count"}, "minLength": {"$ref": "#/definitions/count"},
            "pattern": {"type": "string"}, "format": {"type": "string"},
            "contentMediaType": {"type": "string"}, "contentEncoding": {"type": "string"},
            "items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/list"}]}, "additionalItems": {"$ref": "#"},
            "maxItems": {"$ref": "#/definitions/count"}, "minItems": {"$ref": "#/definitions/count"},
            "uniqueItems": {"type": "boolean"}, "contains": {"$ref": "#"},
            "maxProperties": {"$ref": "#/definitions/count"}, "minProperties": {"$ref": "#/definitions/count"},
            "required": {"$ref": "#/definitions/strings"},
            "properties": {"$ref": "#/definitions/named"}, "patternProperties": {"$ref": "#/definitions/named"},
            "additionalProperties": {"$ref": "#"}, "propertyNames": {"$ref": "#"},
            "dependencies": {"type": "object",
              "additionalProperties": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/strings"}]}},
            "allOf": {"$ref": "#/definitions/list"}, "anyOf": {"$ref": "#/definitions/list"},
            "oneOf": {"$ref": "#/definitions/list"}, "not": {"$ref": "#"},
            "if": {"$ref": "#"}, "then": {"$ref": "#"}, "else": {"$ref": "#"}
          }
        }
        """#

    private static let draft2020 = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://json-schema.org/draft/2020-12/schema",
          "$dynamicAnchor": "meta",
          "$defs": {
            "schema": {"$dynamicRef": "#meta"},
            "list": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#meta"}},
            "named": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
            "count": {"type": "integer", "minimum": 0},
            "strings": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
            "name": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
            "type": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]}
          },
          "type": ["object", "boolean"],
          "properties": {
            "$id": {"type": "string", "pattern": "^[^#]*#?$"}, "$schema": {"type": "string"},
            "$ref": {"type": "string"}, "$dynamicRef": {"type": "string"}, "$comment": {"type": "string"},
            "$anchor": {"$ref": "#/$defs/name"}, "$dynamicAnchor": {"$ref": "#/$defs/name"},
            "$vocabulary": {"type": "object", "additionalProperties": {"type": "boolean"}},
            "$defs": {"$ref": "#/$defs/named"}, "definitions": {"$ref": "#/$defs/named"},
            "title": {"type": "string"}, "description": {"type": "string"}, "default": true,
            "deprecated": {"type": "boolean"}, "readOnly": {"type": "boolean"}, "writeOnly": {"type": "boolean"},
            "examples": {"type": "array"},
            "type": {"anyOf": [{"$ref": "#/$defs/type"},
              {"type": "array", "items": {"$ref": "#/$defs/type"}, "minItems": 1, "uniqueItems": true}]},
            "enum": {"type": "array"}, "const": true,
            "multipleOf": {"type": "number", "exclusiveMinimum": 0},
            "maximum": {"type": "number"}, "exclusiveMaximum": {"type": "number"},
            "minimum": {"type": "number"}, "exclusiveMinimum": {"type": "number"},
            "maxLength": {"$ref": "#/$defs/count"}, "minLength": {"$ref": "#/$defs/count"},
            "pattern": {"type": "string"}, "format": {"type": "string"},
            "contentMediaType": {"type": "string"}, "contentEncoding": {"type": "string"},
            "contentSchema": {"$ref": "#/$defs/schema"},
            "prefixItems": {"$ref": "#/$defs/list"}, "items": {"$ref": "#/$defs/schema"},
            "contains": {"$ref": "#/$defs/schema"}, "unevaluatedItems": {"$ref": "#/$defs/schema"},
            "maxItems": {"$ref": "#/$defs/count"}, "minItems": {"$ref": "#/$defs/count"},
            "maxContains": {"$ref": "#/$defs/count"}, "minContains": {"$ref": "#/$defs/count"},
            "uniqueItems": {"type": "boolean"},
            "maxProperties": {"$ref": "#/$defs/count"}, "minProperties": {"$ref": "#/$defs/count"},
            "required": {"$ref": "#/$defs/strings"},
            "dependentRequired": {"type": "object", "additionalProperties": {"$ref": "#/$defs/strings"}},
            "properties": {"$ref": "#/$defs/named"}, "patternProperties": {"$ref": "#/$defs/named"},
            "additionalProperties": {"$ref": "#/$defs/schema"}, "propertyNames": {"$ref": "#/$defs/schema"},
            "unevaluatedProperties": {"$ref": "#/$defs/schema"}, "dependentSchemas": {"$ref": "#/$defs/named"},
            "allOf": {"$ref": "#/$defs/list"}, "anyOf": {"$ref": "#/$defs/list"}, "oneOf": {"$ref": "#/$defs/list"},
            "not": {"$ref": "#/$defs/schema"}, "if": {"$ref": "#/$defs/schema"}, "then": {"$ref": "#/$defs/schema"},
            "else": {"$ref": "#/$defs/schema"}
          }
        }
        """#
}
