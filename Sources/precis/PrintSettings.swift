import ArgumentParser
import Server
import Telemetry

/// `precis settings`: what can be set, for people to keep.
struct PrintSettings: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Print all settings with their defaults, as a file .env to begin with.")

    @Flag(help: "Print tables in Markdown instead.")
    var markdown = false

    func run() {
        StandardStreams.output.write(markdown ? SettingsTable.markdown : SettingsTable.environmentFile)
    }
}
