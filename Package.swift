// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

/// A C library of the system. hiredis is given by its name alone: the flags of its pkg-config file are refused with a
/// warning at every build.
func system(_ name: String, package: String) -> Target {
    .systemLibrary(name: name, providers: [.apt([package])])
}

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func support(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/Support/\(name)", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "precis",
    dependencies: [
        .package(
            url: "https://github.com/hummingbird-project/hummingbird.git", .upToNextMinor(from: "2.28.1"), traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", .upToNextMinor(from: "2.13.0")),
        .package(url: "https://github.com/apple/swift-argument-parser.git", .upToNextMinor(from: "1.8.2")),
        .package(url: "https://github.com/apple/swift-log.git", .upToNextMinor(from: "1.16.2")),
        .package(
            url: "https://github.com/apple/swift-configuration.git", .upToNextMinor(from: "1.4.0"), traits: []),
        .package(url: "https://github.com/apple/swift-crypto.git", .upToNextMinor(from: "4.5.2")),
        .package(url: "https://github.com/apple/swift-nio.git", .upToNextMinor(from: "2.101.2")),
        .package(url: "https://github.com/apple/swift-nio-extras.git", .upToNextMinor(from: "1.35.2")),
        .package(url: "https://github.com/apple/swift-http-types.git", .upToNextMinor(from: "1.8.0"), traits: []),
        .package(url: "https://github.com/groue/GRDB.swift.git", .upToNextMinor(from: "7.10.0")),
    ],
    targets: [
        library("AsyncPrimitives"),
        library("JSON"),
        library("Jobs", [crypto]),
        library("Analysis", ["Jobs"]),
        library("SerialLane"),
        library("Caching", ["Jobs", "RedisClient", crypto]),
        .target(name: "CFileIdentity"),
        system("CHiredis", package: "libhiredis-dev"),
        system("CLibcurl", package: "libcurl4-openssl-dev"),
        library("CurlTransport", ["CLibcurl", "SerialLane"]),
        library("EmbeddedBroker", ["AsyncPrimitives", "CFileIdentity", "Jobs", "SerialLane", grdb, grdbSQLite]),
        library(
            "HTTPAPI",
            [
                "Analysis", "Jobs", "JSON", "SerialLane", "Service", "Telemetry", crypto, httpTypes, hummingbird,
                hummingbirdCore, logging,
                nioCore, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1,
            ]),
        library("Service", ["Analysis", "Jobs", "Telemetry"]),
        library("ExtractiveSummariser", ["Analysis", "Jobs", "PaperText", "SerialLane"]),
        library("PaperText"),
        library("Providers", ["Analysis", "CurlTransport", "Jobs", "JSON", "PaperText", crypto]),
        library("RedisClient", ["CHiredis", "SerialLane"]),
        library("Telemetry", ["Jobs", "SerialLane", logging]),
        library(
            "LongPapers",
            ["Analysis", "AsyncPrimitives", "Caching", "Jobs", "PaperText", "ProviderAccess"]),
        library("ProviderAccess", ["Analysis", "AsyncPrimitives", "Jobs", "Telemetry", logging]),
        library(
            "Workers",
            [
                "Analysis", "AsyncPrimitives", "Jobs", "JSON", "LongPapers", "ProviderAccess", logging,
                serviceLifecycle,
            ]),
        library(
            "Server",
            [
                "Analysis", "AsyncPrimitives", "Caching", "CurlTransport", "EmbeddedBroker", "ExtractiveSummariser",
                "HTTPAPI", "Jobs", "JSON", "ProviderAccess", "Providers", "RedisClient", "SerialLane", "Service",
                "Telemetry", "Workers", configuration, crypto, hummingbird, logging, nioCore, serviceLifecycle,
            ]),
        .executableTarget(
            name: "precis",
            dependencies: [
                "CurlTransport", "EmbeddedBroker", "SerialLane", "Server", "Telemetry", argumentParser, logging,
                unixSignals,
            ],
            swiftSettings: settings),
        support("TestSupport", ["Analysis", "Jobs", nioCore, nioPosix]),
        support("BrokerConformance", ["Analysis", "Jobs", "TestSupport"]),
        .target(
            name: "GroqSimulator", dependencies: ["JSON"], path: "loadtest/groq-simulator/Simulation",
            swiftSettings: settings),
        .executableTarget(
            name: "groq-simulator",
            dependencies: [
                "GroqSimulator", "JSON", argumentParser, httpTypes, hummingbird, logging, nioCore, nioHTTPTypes,
                unixSignals,
            ],
            path: "loadtest/groq-simulator/Server", swiftSettings: settings),
        .executableTarget(
            name: "bare-server",
            dependencies: [argumentParser, httpTypes, hummingbird, logging, nioCore, unixSignals],
            path: "loadtest/bare-server", swiftSettings: settings),
        tests("AsyncPrimitivesTests", ["AsyncPrimitives", "Jobs", "TestSupport"]),
        tests("JSONTests", ["JSON"]),
        tests("CachingTests", ["Analysis", "Caching", "Jobs", "RedisClient", "TestSupport"]),
        tests("CurlTransportTests", ["CurlTransport", "TestSupport"]),
        tests("GroqSimulatorTests", ["GroqSimulator", "JSON", "TestSupport", "groq-simulator"]),
        tests("RedisClientTests", ["RedisClient", "TestSupport"]),
        tests("SerialLaneTests", ["SerialLane", "TestSupport"]),
        tests("TelemetryTests", ["BrokerConformance", "Jobs", "Telemetry", "TestSupport", logging]),
        tests(
            "WorkersTests",
            [
                "Analysis", "BrokerConformance", "Caching", "EmbeddedBroker", "Jobs", "ProviderAccess",
                "Service", "Telemetry", "TestSupport", "Workers", logging, serviceLifecycle,
            ]),
        tests("ProviderAccessTests", ["Analysis", "Jobs", "ProviderAccess", "TestSupport"]),
        tests(
            "LongPapersTests",
            ["Analysis", "BrokerConformance", "Jobs", "LongPapers", "PaperText", "ProviderAccess", "TestSupport"]),
        tests(
            "PacingTests",
            [
                "Analysis", "BrokerConformance", "CurlTransport", "GroqSimulator", "Jobs", "ProviderAccess",
                "Providers",
                "RedisClient", "Telemetry",
                "TestSupport",
                "Workers", logging,
            ]),
        tests("AnalysisTests", ["Analysis", "Jobs", "TestSupport"]),
        tests(
            "ServiceTests", ["Analysis", "Caching", "Jobs", "Service", "Telemetry", "TestSupport"]),
        tests("JobsTests", ["BrokerConformance", "Jobs", "TestSupport"]),
        tests("EmbeddedBrokerTests", ["Analysis", "BrokerConformance", "EmbeddedBroker", "Jobs", "TestSupport", grdb]),
        tests(
            "HTTPAPITests",
            [
                "Analysis", "Caching", "HTTPAPI", "Jobs", "SerialLane", "Service", "Telemetry", "TestSupport",
                httpTypes,
                hummingbird, logging,
                nioCore, nioEmbedded, nioHTTP1, nioHTTPTypes, nioPosix,
            ]),
        tests("ExtractiveSummariserTests", ["Analysis", "ExtractiveSummariser", "Jobs", "PaperText"]),
        tests("PaperTextTests", ["PaperText"]),
        tests("ProvidersTests", ["Analysis", "CurlTransport", "Jobs", "JSON", "Providers", "TestSupport"]),
        tests(
            "ServerTests",
            [
                "Analysis", "Jobs", "ProviderAccess", "Providers", "RedisClient", "Server", "Telemetry", "TestSupport",
                "Workers", "precis", logging, nioCore,
            ]),
        tests(
            "EndToEndTests",
            ["Analysis", "Jobs", "RedisClient", "SerialLane", "Server", "Service", "TestSupport", "precis"]),
        tests("CrashTests", ["EmbeddedBroker", "Jobs", "Server", "TestSupport", "precis"]),
        tests("Oddities", ["JSON", "TestSupport", "precis"]),
    ]
)
