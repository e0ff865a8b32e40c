extension Diagnostic {
    /// What kind of mistake it is: stable, for programs that tell findings apart.
    ///
    /// A kind is added where what a person does about it differs, not for each wording.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        // The file as a text.

        /// The file has nothing in it.
        case emptyFile = "empty_file"
        /// The file is not UTF-8.
        case notUTF8 = "not_utf8"
        /// The file is not YAML.
        case notYAML = "not_yaml"
        /// The file, a schema, is not JSON.
        case notJSON = "not_json"
        /// The file is larger, deeper or more entangled than definitions are.
        case tooLarge = "too_large"
        /// A key stands twice in one mapping.
        case duplicateKey = "duplicate_key"
        /// A key is a list or a mapping.
        case keyNotText = "key_not_text"
        /// A merge key (`<<`), which is not supported.
        case mergeKey = "merge_key"

        // A key and its value.

        /// A key that means nothing here; it is kept.
        case unknownKey = "unknown_key"
        /// A key without a value, which was probably forgotten.
        case emptyKey = "empty_key"
        /// A key that must be there is not.
        case missingKey = "missing_key"
        /// Keys that exclude each other.
        case conflictingKeys = "conflicting_keys"
        /// A key that has no effect where it stands.
        case ignoredKey = "ignored_key"
        /// Part of the format that has no effect yet.
        case notSupported = "not_supported"
        /// A value of another type than the key takes.
        case wrongType = "wrong_type"
        /// A text, list or mapping with nothing in it, where something must be.
        case emptyValue = "empty_value"
        /// A NUL character in a text.
        case nulCharacter = "nul_character"
        /// A number, or how many there are of something, beyond its bounds.
        case outOfRange = "out_of_range"
        /// A word that is not one of a closed list.
        case unknownChoice = "unknown_choice"
        /// A trigger of no known kind.
        case unknownTrigger = "unknown_trigger"
        /// A text that is no duration.
        case badDuration = "bad_duration"
        /// A text that is no amount of bytes.
        case badByteCount = "bad_byte_count"
        /// A name with characters that names of its kind do not have, or too long.
        case badName = "bad_name"
        /// The name of a file that gives its definition no other, and cannot be one.
        case badFileName = "bad_file_name"
        /// A name that means something else already.
        case reservedName = "reserved_name"
        /// An event's type with characters that types do not have.
        case badEventType = "bad_event_type"
        /// An event's type that differs little from one that the daemon states.
        case unlikelyEventType = "unlikely_event_type"
        /// A text that is no schedule, or names no day that there is.
        case badSchedule = "bad_schedule"
        /// A time zone that this machine does not know.
        case unknownTimeZone = "unknown_time_zone"
        /// A text that is no name of an environment variable.
        case badVariable = "bad_variable"
        /// A variable that is never passed on.
        case reservedVariable = "reserved_variable"
        /// A variable that must not be set.
        case forbiddenVariable = "forbidden_variable"
        /// A text that is no beginning of a branch name.
        case badPrefix = "bad_prefix"
        /// A branch prefix that is not the workspace's.
        case otherPrefix = "other_prefix"
        /// A text that is no absolute path.
        case badDirectory = "bad_directory"
        /// A glob that leads out of the tree it is for.
        case outsideOfTree = "outside_of_tree"
        /// A mapping's target that is no path of members.
        case badTarget = "bad_target"
        /// Two mappings to one target.
        case duplicateTarget = "duplicate_target"
        /// A first wait longer than the longest.
        case longFirstWait = "long_first_wait"
        /// A value that is no JSON Schema.
        case badSchema = "bad_schema"
        /// A prompt that is no Mustache template.
        case badPrompt = "bad_prompt"
        /// A name in a prompt that nothing gives.
        case unknownPromptName = "unknown_prompt_name"
        /// `{prompt}` among an agent's arguments where it must not be, or not where it must.
        case promptPlace = "prompt_place"

        // Expressions.

        /// A text that is no expression.
        case badExpression = "bad_expression"
        /// A function that does not exist, or is written in another way.
        case unknownFunction = "unknown_function"
        /// An operator, function or key on a type that it is not for.
        case illTyped = "ill_typed"
        /// A member that a value of that shape never has.
        case unknownMember = "unknown_member"
        /// A literal pattern, date or duration that cannot be read.
        case badLiteral = "bad_literal"
        /// A name that expressions do not have there.
        case unknownRoot = "unknown_root"
        /// A stage that need not have ended when its result is read.
        case notUpstream = "not_upstream"
        /// A stage that reads its own result before it has one.
        case readsItself = "reads_itself"
        /// An output that the stage's mapping never writes.
        case unknownOutput = "unknown_output"

        // Between definitions.

        /// Two of one name.
        case duplicateName = "duplicate_name"
        /// A stage that does not exist.
        case unknownStage = "unknown_stage"
        /// A pipeline that does not exist.
        case unknownPipeline = "unknown_pipeline"
        /// A template that does not exist.
        case unknownTemplate = "unknown_template"
        /// A parameter that a template does not have.
        case unknownParameter = "unknown_parameter"
        /// A template's parameter that must be given and is not.
        case missingParameter = "missing_parameter"
        /// A value that a template's parameter does not take, or that cannot stand where the parameter does.
        case wrongParameter = "wrong_parameter"
        /// An axis that a matrix does not have.
        case unknownAxis = "unknown_axis"
        /// A limit that no config sets.
        case unknownLimit = "unknown_limit"
        /// A loop type that does not exist.
        case unknownLoopType = "unknown_loop_type"
        /// An agent that does not exist.
        case unknownAgent = "unknown_agent"
        /// A schema that does not exist.
        case unknownSchema = "unknown_schema"
        /// A prompt that does not exist.
        case unknownPrompt = "unknown_prompt"
        /// What is named exists, and is wrong itself.
        case invalidReference = "invalid_reference"
        /// A stage of which nothing says what it runs, or what its agent is to do.
        case nothingToRun = "nothing_to_run"
        /// An agent that cannot be given the permissions that it shall have.
        case notPermitted = "not_permitted"
        /// Stages that wait for each other, or definitions that extend or use each other.
        case circle
        /// A stage that waits for one that can never end.
        case unreachable
        /// A rollback to a stage that does not come before.
        case rollbackNotUpstream = "rollback_not_upstream"
        /// What a stage of `on_failure` or `finally` cannot have, or be for others.
        case closingStage = "closing_stage"

        // What can be run and is probably not meant.

        /// A validator that always succeeds.
        case cannotFail = "cannot_fail"
        /// An approval that another trigger makes needless.
        case approvalGoneAround = "approval_gone_around"
        /// A stage's time limit beyond the pipeline's.
        case timeoutBeyondPipeline = "timeout_beyond_pipeline"
        /// An output that nothing reads.
        case unusedOutput = "unused_output"
        /// Many at once of a stage that has one instance.
        case uselessParallelism = "useless_parallelism"

        // Documents.

        /// Something in a plan, spec or phase, rather than in a definition.
        case document
    }
}
