import Foundation

extension Thread {
    /// Starts a thread that the kernel and debuggers show under this name, or its first 15 bytes. On Linux,
    /// `Thread.name` reaches neither.
    static func start(named name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            // If this fails, the thread works without its name.
            try? Data(name.utf8.prefix(15)).write(to: URL(filePath: "/proc/thread-self/comm"))
            body()
        }
        thread.start()
    }
}
