import ArgumentParser
import Server
import Telemetry

/// `precis settings`: prints all settings, as a file or as tables.
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
