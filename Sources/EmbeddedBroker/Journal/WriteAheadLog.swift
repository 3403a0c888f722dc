import Foundation

/// What the write-ahead log of a database holds, and how much of that SQLite will use when it opens the database. It is
/// read before that, since SQLite does not report the rest. The layout is in "WAL-mode File Format"
/// (sqlite.org/walformat.html).
struct WriteAheadLog {
    private static let headerSize = 32
    private static let frameHeaderSize = 24

    /// Bytes of a page with its frame header; 0 if the header of the log is unusable.
    private(set) var frameSize = 0
    /// Complete frames in the file.
    private(set) var frames = 0
    /// Frames up to the end of the last complete transaction: what SQLite uses.
    private(set) var usable = 0
    /// Frames after the usable ones that belong to the same generation of the log, up to the last one that ends a
    /// transaction.
    private(set) var cutOff = 0
    /// Identifies the generation of the log. SQLite changes it whenever it starts again at the beginning of the file.
    private(set) var salt: [UInt8] = []

    /// Nil if the file is missing or empty. Throws if it cannot be read.
    init?(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? file.close() }  // Only read.
        let size = Int(try file.seekToEnd())
        guard size > 0 else { return nil }
        try file.seek(toOffset: 0)
        let header = try file.read(upToCount: Self.headerSize) ?? Data()
        guard let sum = Checksum(header: header) else {
            // Without its header, nothing of the log is usable. Our pages have 4 KiB.
            frames = max(0, size - Self.headerSize) / (Self.frameHeaderSize + 4096)
            return
        }
        frameSize = Self.frameHeaderSize + Int(header.word(at: 8))
        frames = max(0, size - Self.headerSize) / frameSize
        salt = [UInt8](header[16..<24])
        try read(file, sum)
    }

    private mutating func read(_ file: FileHandle, _ first: Checksum) throws {
        var sum = first
        var isBroken = false
        for number in 0..<frames {
            guard let frame = try file.read(upToCount: frameSize), frame.count == frameSize else { return }
            let isOfThisRound = frame[8..<16].elementsEqual(salt)
            let endsTransaction = frame.word(at: 4) != 0
            if !isBroken {
                sum.add(frame, 0..<8)
                sum.add(frame, Self.frameHeaderSize..<frameSize)
                isBroken = !isOfThisRound || sum.first != frame.word(at: 16) || sum.second != frame.word(at: 20)
            }
            if !isBroken {
                if endsTransaction { usable = number + 1 }
            } else if isOfThisRound, endsTransaction {
                cutOff = number + 1 - usable
            }
        }
    }
}

/// SQLite's running checksum over words of four bytes, continued from frame to frame.
private struct Checksum {
    private(set) var first: UInt32 = 0
    private(set) var second: UInt32 = 0
    private let isBigEndian: Bool

    /// From the header of a log; nil if this is not one, or its own checksum is wrong.
    init?(header: Data) {
        guard header.count == 32, header.word(at: 0) & ~1 == 0x377F_0682 else { return nil }
        isBigEndian = header.word(at: 0) & 1 == 1
        let pageSize = header.word(at: 8)
        guard pageSize >= 512, pageSize <= 65536, pageSize.nonzeroBitCount == 1 else { return nil }
        add(header, 0..<24)
        guard first == header.word(at: 24), second == header.word(at: 28) else { return nil }
    }

    /// - Parameter range: a multiple of eight bytes.
    mutating func add(_ data: Data, _ range: Range<Int>) {
        let (isBigEndian, start) = (isBigEndian, (first, second))
        (first, second) = data.withUnsafeBytes { bytes in
            var (one, two) = start
            for offset in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                let words = (
                    bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self),
                    bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                )
                one &+= (isBigEndian ? UInt32(bigEndian: words.0) : UInt32(littleEndian: words.0)) &+ two
                two &+= (isBigEndian ? UInt32(bigEndian: words.1) : UInt32(littleEndian: words.1)) &+ one
            }
            return (one, two)
        }
    }
}

extension Data {
    /// Four bytes, most significant first. The data must start at index 0.
    fileprivate func word(at offset: Int) -> UInt32 {
        withUnsafeBytes { UInt32(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
    }
}
