import Foundation
import Testing

@testable import Server

/// Tests of defaults, in this process, make sense only where nothing is set from outside.
enum BareEnvironment {
    static let isBare =
        Setting.all.allSatisfy { ProcessInfo.processInfo.environment[$0.name] == nil }
        && !FileManager.default.fileExists(atPath: ".env")

    static let required: ConditionTrait = .enabled(if: isBare, "settings come from the environment or a file .env")
}
