import Foundation

/// What the write-ahead log of a database holds, and what of that SQLite will use when it opens it: read before, since
/// SQLite says nothing about the rest. The layout is in "WAL-mode File Format" (sqlite.org/walformat.html).
struct WriteAheadLog {
    private static let headerSize = 32
    private static let frameHeaderSize = 24

    /// Bytes of a page with its frame's header; 0 when the header of the log cannot be read.
    private(set) var frameSize = 0
    /// Whole frames in the file.
    private(set) var frames = 0
    /// Frames up to the last whole transaction: what SQLite uses.
    private(set) var usable = 0
    /// Frames behind these that were written in the same round of the log, up to the last end of a transaction among
    /// them.
    private(set) var cutOff = 0
    /// Tells the rounds of the log apart.
    private(set) var salt: [UInt8] = []

    /// Nil when there is no such file, or nothing in it. Throws when it cannot be read.
    init?(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? file.close() }  // Only read.
        let size = Int(try file.seekToEnd())
        guard size > 0 else { return nil }
        try file.seek(toOffset: 0)
        let header = try file.read(upToCount: Self.headerSize) ?? Data()
        guard let sum = Checksum(header: header) else {
            // Without its header none of it can be used; pages are of 4 KiB here.
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

/// SQLite's checksum over words of four bytes, carried on from frame to frame.
private struct Checksum {
    private(set) var first: UInt32 = 0
    private(set) var second: UInt32 = 0
    private let isBigEndian: Bool

    /// From the header of a log; nil when that is not one, or its own checksum is wrong.
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
