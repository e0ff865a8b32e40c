// swift-tools-version: 6.2
import PackageDescription

/// One row of the map in `Sources/ARCHITECTURE.md`: a target may import only what its line names.
let package = Package(
    name: "taskdaemon",
    products: [
        .executable(name: "taskdaemon", targets: ["taskdaemon"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // C: the system's libraries, what Swift cannot see of glibc, and the guard of a child's process tree.
        .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CMarkdown", pkgConfig: "libcmark-gfm", providers: [.apt(["libcmark-gfm-dev"])]),
        .target(name: "CLinux"),
        .target(
            name: "CRE2", cxxSettings: [.unsafeFlags(["-fexceptions"])], linkerSettings: [.linkedLibrary("re2")]),
        // Its processes live without the daemon's heap, where the tables are that resolve a call on first use.
        .target(name: "CGuard", cSettings: [.unsafeFlags(["-fno-plt"])]),

        // Values and threads that everything above shares.
        .target(name: "Digests"),
        .target(name: "GitNames", dependencies: ["Digests"]),
        .target(name: "JSONValues"),
        .target(name: "Executors", dependencies: ["CLinux"]),
        .target(name: "RegularExpressions", dependencies: ["CRE2"]),

        // Metrics as Prometheus reads them, and the page on which they stand.
        .target(
            name: "Exposition",
            dependencies: ["CLinux", "Executors", .product(name: "CoreMetrics", package: "swift-metrics")]),

        // Each understands one outside thing and nothing of runs.
        .target(name: "Git", dependencies: ["CLibgit2", "CLinux", "Digests", "GitNames"]),
        .target(name: "Documents", dependencies: ["CMarkdown", "GitNames", "JSONValues"]),
        .target(name: "Expressions", dependencies: ["GitNames", "JSONValues", "RegularExpressions"]),
        .target(name: "Schemas", dependencies: ["JSONValues", "RegularExpressions"]),
        .target(
            name: "Prompts", dependencies: ["JSONValues", .product(name: "Mustache", package: "swift-mustache")]),

        // What must not be seen, found in bytes.
        .target(name: "Secrets", dependencies: ["JSONValues"]),

        // The pure core.
        .target(
            name: "Pipelines",
            dependencies: [
                "Expressions", "JSONValues", "GitNames",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]),
        .target(
            name: "Definitions",
            dependencies: [
                "Pipelines", "Expressions", "Schemas", "Prompts", "JSONValues",
                .product(name: "Yams", package: "Yams"),
            ]),
        .target(name: "Agents", dependencies: ["Pipelines", "JSONValues"]),
        .target(
            name: "Orchestration",
            dependencies: [
                "Pipelines", "Expressions", "Schemas", "JSONValues", "GitNames", "Digests",
                .product(name: "BitCollections", package: "swift-collections"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]),

        // The core played through, with results that are stated or made up.
        .target(
            name: "Simulating",
            dependencies: [
                "Orchestration", "Documents", "Pipelines", "Expressions", "Schemas", "JSONValues", "GitNames",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]),

        // The shell around it.
        .target(
            name: "Journaling",
            dependencies: [
                "Git", "Orchestration", "Pipelines", "JSONValues", "GitNames", "Digests", "Executors",
            ]),
        .target(
            name: "Watching",
            dependencies: ["Git", "Documents", "Pipelines", "JSONValues", "GitNames", "Executors"]),
        .target(
            name: "Execution",
            dependencies: [
                "CGuard", "Git", "Documents", "Pipelines", "Prompts", "Agents", "JSONValues", "GitNames", "Executors",
                "Secrets",
            ]),
        .target(
            name: "Reporting",
            dependencies: [
                "Journaling", "Orchestration", "Simulating", "Definitions", "Pipelines", "Expressions", "Documents",
                "Git", "JSONValues", "GitNames", "Exposition", "Digests",
                .product(name: "OrderedCollections", package: "swift-collections"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ]),
        .target(
            name: "Accepting",
            dependencies: ["Reporting", "Orchestration", "Pipelines", "Git", "JSONValues", "GitNames"]),
        .target(
            name: "Daemon",
            dependencies: [
                "Git", "Documents", "Expressions", "Pipelines", "Schemas", "Definitions", "Orchestration",
                "Journaling", "Watching", "Execution", "JSONValues", "GitNames", "Executors", "Templates", "Exposition",
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ]),

        // Files that the executable carries inside itself.
        .target(name: "Templates", path: "Templates", resources: [.embedInCode("files")]),
        .target(name: "Hooks", path: "Hooks", resources: [.embedInCode("files")]),

        // What ships.
        .executableTarget(
            name: "taskdaemon",
            dependencies: [
                "Daemon", "Reporting", "Accepting", "Simulating", "Definitions", "Documents", "Journaling",
                "Orchestration", "Pipelines", "Schemas", "Templates", "Hooks", "Git", "JSONValues", "GitNames",
                "Exposition",
                .product(name: "OrderedCollections", package: "swift-collections"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // What does not ship.
        .executableTarget(
            name: "taskdaemon-bench",
            dependencies: [
                "Daemon", "Expressions", "Git", "GitNames", "Hooks", "JSONValues", "Journaling", "Pipelines",
                "Reporting", "TaskDaemonTesting",
            ]),
        .target(
            name: "TaskDaemonTesting",
            dependencies: ["Git", "JSONValues", "GitNames", "Executors"]),

        .testTarget(name: "GitTests", dependencies: ["Git", "GitNames", "TaskDaemonTesting"]),
        .testTarget(name: "DigestsTests", dependencies: ["Digests"]),
        .testTarget(
            name: "ExpositionTests",
            dependencies: [
                "Exposition", "TaskDaemonTesting", .product(name: "CoreMetrics", package: "swift-metrics"),
            ]),
        .testTarget(name: "RegularExpressionsTests", dependencies: ["RegularExpressions"]),
        .testTarget(name: "GitNamesTests", dependencies: ["GitNames"]),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents", "GitNames", "TaskDaemonTesting"]),
        .testTarget(
            name: "WatchingTests",
            dependencies: [
                "Watching", "Git", "GitNames", "Documents", "Pipelines", "JSONValues", "Executors", "TaskDaemonTesting",
            ]),
        .testTarget(
            name: "ExecutionTests",
            dependencies: ["Execution", "CGuard", "Git", "GitNames", "JSONValues", "Pipelines", "TaskDaemonTesting"]),
        .testTarget(
            name: "DefinitionsTests",
            dependencies: [
                "Definitions", "Documents", "Pipelines", "Expressions", "JSONValues", "Schemas", "Templates",
            ],
            exclude: ["Diagnostics"]),
        .testTarget(
            name: "JournalingTests",
            dependencies: [
                "Journaling", "Git", "Orchestration", "Pipelines", "Expressions", "JSONValues", "GitNames",
                "TaskDaemonTesting",
            ]),
        .testTarget(
            name: "ReportingTests",
            dependencies: [
                "Reporting", "Orchestration", "Simulating", "Journaling", "Definitions", "Pipelines", "Expressions",
                "JSONValues", "GitNames", "Schemas", "Templates", "Exposition",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]),
        .testTarget(
            name: "CommandLineTests",
            dependencies: ["taskdaemon", "JSONValues", "Schemas", "TaskDaemonTesting", "Templates"],
            exclude: ["Snapshots"]),
        .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "JSONValues", "TaskDaemonTesting"]),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "Daemon", "Documents", "Execution", "Git", "GitNames", "JSONValues", "Journaling", "Orchestration",
                "Pipelines", "Reporting", "Templates", "TaskDaemonTesting",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            exclude: ["Scenarios"]),
        .testTarget(name: "PipelinesTests", dependencies: ["Pipelines"]),
        .testTarget(name: "PromptsTests", dependencies: ["Prompts", "JSONValues"]),
        .testTarget(
            name: "AgentsTests", dependencies: ["Agents", "Definitions", "Pipelines", "JSONValues", "Templates"]),
        .testTarget(
            name: "OrchestrationTests",
            dependencies: [
                "Orchestration", "Pipelines", "Expressions", "JSONValues", "GitNames", "Digests", "TaskDaemonTesting",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]),
        .testTarget(
            name: "SimulatingTests",
            dependencies: [
                "Simulating", "Orchestration", "Definitions", "Documents", "Pipelines", "Expressions", "Schemas",
                "JSONValues", "GitNames", "Templates",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]),
        .testTarget(name: "SecretsTests", dependencies: ["Secrets", "JSONValues"]),
        .testTarget(name: "SchemasTests", dependencies: ["Schemas", "JSONValues"]),
    ]
)

for target in package.targets where ![.system, .plugin, .binary].contains(target.type) {
    var settings = target.swiftSettings ?? []
    settings += [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
    target.swiftSettings = settings
}
