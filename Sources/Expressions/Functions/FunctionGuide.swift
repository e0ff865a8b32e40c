/// What an expression can call, for people: each function and macro with an example that holds.
public struct FunctionGuide: Hashable, Sendable {
    /// What its functions have in common.
    public let title: String
    /// In the order in which they are shown.
    public let entries: [Entry]

    /// A function, or several that are alike.
    public struct Entry: Hashable, Sendable {
        /// How it is called: `text.split(separator)`.
        public let form: String
        /// What it gives, in a clause.
        public let meaning: String
        /// An expression with it that is true.
        public let example: String
        /// The names that it is about.
        public let names: [String]

        init(_ form: String, _ meaning: String, _ example: String, names: String...) {
            self.form = form
            self.meaning = meaning
            self.example = example
            self.names = names
        }
    }

    /// Every function.
    public static let all = [documents, presence, collections, texts, numbers, types, times, bytes]

    private static let documents = FunctionGuide(
        title: "Documents and names",
        entries: [
            .init(
                "slug(text)", "the text as a part of a branch's or file's name",
                "slug('Crash Recovery') == 'crash-recovery'",
                names: "slug"),
            .init("lines(text)", "the lines, without their ends", "lines('a\\nb') == ['a', 'b']", names: "lines"),
            .init("json(text)", "the value that a JSON text stands for", "json('{\"n\": 1}').n == 1", names: "json"),
            .init(
                "section(markdown, heading)", "what stands below a heading, up to the next of its level or higher",
                "section('# A\\nfirst\\n# B\\nsecond', 'B') == 'second'", names: "section"),
            .init(
                "front_matter(markdown)", "the YAML front matter as a map",
                "front_matter('---\\ntitle: Hello\\n---\\ntext').title == 'Hello'", names: "front_matter"),
        ])

    private static let presence = FunctionGuide(
        title: "What may be absent",
        entries: [
            .init("has(a.b)", "whether the member is there", "has({'b': 1}.b) && !has({'b': 1}.c)", names: "has"),
            .init(
                "a.?b, a[?'b']", "the member as an optional: one that is empty where there is no such member",
                "!{'b': 1}.?c.hasValue()"),
            .init(
                "optional.orValue(other)", "what it holds, or else the other value", "{'b': 1}.?c.orValue(7) == 7",
                names: "orValue"),
            .init(
                "optional.or(optional)", "the first of two that holds something",
                "optional.none().or(optional.of(2)).value() == 2", names: "or"),
            .init("optional.hasValue()", "whether it holds something", "optional.of(1).hasValue()", names: "hasValue"),
            .init(
                "optional.value()", "what it holds; an error where that is nothing", "optional.of(1).value() == 1",
                names: "value"),
            .init(
                "optional.optMap(x, f), optional.optFlatMap(x, f)",
                "what `f` gives for what it holds; with `optFlatMap` `f` gives an optional itself",
                "{'b': 2}.?b.optMap(x, x * 2).orValue(0) == 4", names: "optMap", "optFlatMap"),
            .init(
                "optional.of(v), optional.none(), optional.ofNonZeroValue(v)",
                "one that holds the value, nothing, or the value unless it is `0`, `''`, `[]` or the like",
                "!optional.ofNonZeroValue('').hasValue()", names: "optional.of", "optional.none",
                "optional.ofNonZeroValue"),
        ])

    private static let collections = FunctionGuide(
        title: "Lists and maps",
        entries: [
            .init(
                "size(v)", "how many elements, entries or characters", "size([1, 2]) == 2 && 'abc'.size() == 3",
                names: "size"),
            .init("v in list, key in map", "whether it is there", "2 in [1, 2] && 'a' in {'a': 1}"),
            .init(
                "list.all(x, condition)", "whether it holds for every element; of a map, for every key",
                "[1, 2].all(x, x > 0)", names: "all"),
            .init(
                "list.exists(x, condition)", "whether it holds for one or more", "[1, 2].exists(x, x > 1)",
                names: "exists"),
            .init(
                "list.exists_one(x, condition)", "whether it holds for exactly one", "[1, 2].exists_one(x, x > 1)",
                names: "exists_one", "existsOne"),
            .init(
                "list.filter(x, condition)", "the elements for which it holds", "[1, 2, 3].filter(x, x > 1) == [2, 3]",
                names: "filter"),
            .init(
                "list.map(x, f), list.map(x, condition, f)",
                "what `f` gives for each, or for each for which the condition holds",
                "[1, 2, 3].map(x, x > 1, x * 2) == [4, 6]", names: "map"),
            .init(
                "list.transformList(i, x, f), map.transformList(key, v, f)", "the same with index or key",
                "['a', 'b'].transformList(i, x, x + string(i)) == ['a0', 'b1']", names: "transformList"),
            .init(
                "map.transformMap(key, v, f)", "the map with each value replaced",
                "{'a': 1}.transformMap(k, v, v + 1) == {'a': 2}", names: "transformMap"),
            .init(
                "map.transformMapEntry(key, v, {k: f})", "a map of entries that are made from each",
                "{'a': 'b'}.transformMapEntry(k, v, {v: k}) == {'b': 'a'}", names: "transformMapEntry"),
            .init(
                "list.join(), list.join(separator)", "texts put together", "['a', 'b'].join('-') == 'a-b'",
                names: "join"),
            .init(
                "cel.bind(x, value, f)", "`f` with a name for a value that it needs several times",
                "cel.bind(x, 3, x * x) == 9", names: "cel.bind"),
        ])

    private static let texts = FunctionGuide(
        title: "Texts",
        entries: [
            .init("text.contains(part)", "whether the part stands in it", "'abc'.contains('b')", names: "contains"),
            .init(
                "text.startsWith(part), text.endsWith(part)", "whether it begins or ends so",
                "'abc'.startsWith('a') && 'abc'.endsWith('c')", names: "startsWith", "endsWith"),
            .init(
                "text.matches(pattern)", "whether a regular expression (RE2) is found in it",
                "'v1.20'.matches('^v[0-9]+')",
                names: "matches"),
            .init(
                "text.split(separator), text.split(separator, most)", "its parts", "'a,b'.split(',') == ['a', 'b']",
                names: "split"),
            .init(
                "text.replace(old, new), text.replace(old, new, most)", "with the one text in place of the other",
                "'a-b-c'.replace('-', '') == 'abc'", names: "replace"),
            .init(
                "text.substring(from), text.substring(from, to)", "the characters from a position up to another",
                "'abcd'.substring(1, 3) == 'bc'", names: "substring"),
            .init(
                "text.charAt(position)", "the character there, or nothing at the end", "'abc'.charAt(1) == 'b'",
                names: "charAt"),
            .init(
                "text.indexOf(part), text.indexOf(part, from), text.lastIndexOf(part)",
                "where it stands first or last, or -1",
                "'abab'.indexOf('b') == 1 && 'abab'.lastIndexOf('b') == 3", names: "indexOf", "lastIndexOf"),
            .init(
                "text.lowerAscii(), text.upperAscii()", "`A` to `Z` as small letters, or the other way round",
                "'Ab'.lowerAscii() == 'ab' && 'Ab'.upperAscii() == 'AB'", names: "lowerAscii", "upperAscii"),
            .init("text.trim()", "without blanks around it", "' a '.trim() == 'a'", names: "trim"),
            .init("text.reverse()", "from the back", "'abc'.reverse() == 'cba'", names: "reverse"),
            .init(
                "text.format(list)", "with `%s`, `%d`, `%f`, `%e`, `%b`, `%x`, `%o` replaced",
                "'%d of %s'.format([1, 'x']) == '1 of x'", names: "format"),
            .init(
                "strings.quote(text)", "in quotes, with escapes", "strings.quote('a\"b') == '\"a\\\\\"b\"'",
                names: "strings.quote"),
        ])

    private static let numbers = FunctionGuide(
        title: "Numbers",
        entries: [
            .init(
                "math.greatest(a, b, …), math.least(a, b, …)", "the greatest or the least, also of one list",
                "math.greatest(1, 3, 2) == 3 && math.least([4, 2]) == 2", names: "math.greatest", "math.least"),
            .init(
                "math.ceil(x), math.floor(x), math.round(x), math.trunc(x)",
                "a whole `double` above, below, nearest, or nearer to 0",
                "math.ceil(1.2) == 2.0 && math.round(1.5) == 2.0", names: "math.ceil", "math.floor", "math.round",
                "math.trunc"),
            .init(
                "math.abs(x), math.sign(x)", "without its sign; -1, 0 or 1", "math.abs(-3) == 3 && math.sign(-3) == -1",
                names: "math.abs", "math.sign"),
            .init("math.sqrt(x)", "the square root", "math.sqrt(9.0) == 3.0", names: "math.sqrt"),
            .init(
                "math.isNaN(x), math.isInf(x), math.isFinite(x)", "what kind of `double` it is", "math.isFinite(1.0)",
                names: "math.isNaN", "math.isInf", "math.isFinite"),
            .init(
                "math.bitAnd(a, b), math.bitOr(a, b), math.bitXor(a, b), math.bitNot(a)", "bit by bit",
                "math.bitAnd(6, 3) == 2 && math.bitXor(6, 3) == 5", names: "math.bitAnd", "math.bitOr", "math.bitXor",
                "math.bitNot"),
            .init(
                "math.bitShiftLeft(a, n), math.bitShiftRight(a, n)", "shifted by so many bits",
                "math.bitShiftLeft(1, 4) == 16",
                names: "math.bitShiftLeft", "math.bitShiftRight"),
        ])

    private static let types = FunctionGuide(
        title: "Types",
        entries: [
            .init(
                "int(v), uint(v), double(v)", "as a number of that type; an error where it is none",
                "int('3') == 3 && double(1) == 1.0",
                names: "int", "uint", "double"),
            .init(
                "string(v), bool(v), bytes(v)", "as a value of that type", "string(3) == '3' && bool('true')",
                names: "string", "bool", "bytes"),
            .init("type(v)", "its type", "type(1) == int", names: "type"),
            .init("dyn(v)", "the value, of which nothing is checked beforehand", "dyn(1) == 1", names: "dyn"),
        ])

    private static let times = FunctionGuide(
        title: "Times",
        entries: [
            .init(
                "timestamp(text)", "a point in time: RFC 3339, or seconds since 1970",
                "timestamp('2024-05-06T00:00:00Z') < timestamp(1800000000)", names: "timestamp"),
            .init(
                "duration(text)", "a length of time: `h`, `m`, `s`, `ms`", "duration('90m') == duration('1h30m')",
                names: "duration"),
            .init(
                "time.getFullYear(), .getMonth(), .getDate(), .getDayOfMonth(), .getDayOfYear(), .getDayOfWeek()",
                "a part of the date, in UTC or in the zone that is given; all but the year and `getDate` count from 0",
                "timestamp('2024-05-06T23:30:00Z').getDate('Europe/Berlin') == 7", names: "getFullYear", "getMonth",
                "getDate", "getDayOfMonth", "getDayOfYear", "getDayOfWeek"),
            .init(
                "time.getHours(), .getMinutes(), .getSeconds(), .getMilliseconds()",
                "a part of the time of day; of a duration, the whole of it in that unit",
                "timestamp('2024-05-06T07:08:09Z').getHours() == 7 && duration('90m').getMinutes() == 90",
                names: "getHours", "getMinutes", "getSeconds", "getMilliseconds"),
        ])

    private static let bytes = FunctionGuide(
        title: "Bytes",
        entries: [
            .init(
                "base64.encode(bytes), base64.decode(text)", "to base64 and back",
                "base64.encode(b'hello') == 'aGVsbG8='", names: "base64.encode", "base64.decode")
        ])
}
