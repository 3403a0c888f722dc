import ArgumentParser
import EmbeddedBroker
import Foundation
import Server
import Telemetry

/// `precis backup`: a copy of the journal, while the server runs.
struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the journal, also while the server runs.",
        discussion: """
            Copies the journal in DATA_DIR, from the environment or a file .env, as it is at one moment. To restore it, stop \
            the server and put the copy as journal.sqlite into an empty data directory.
            """)

    @Argument(help: "The file to be made; it must not be there yet.")
    var to: String

    @Option(help: ArgumentHelp("In place of DATA_DIR.", valueName: "directory"))
    var dataDir: String?

    func run() throws {
        // The copy holds texts, as the journal does.
        umask(0o077)
        try JournalBackup.copy(directory: try dataDir ?? LocalServer.dataDirectory(), to: to)
        StandardStreams.output.write("the journal is copied to \(to)\n")
    }
}
