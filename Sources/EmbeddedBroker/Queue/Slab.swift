/// Numbered slots for small values of one type, reused when freed.
///
/// Grows by chunks instead of doubling, so that growing never copies, and memory stays close to what is in use.
struct Slab<Element: Sendable>: Sendable {
    typealias Slot = UInt32
    private static var chunkSize: Int { 1024 }

    private var chunks: [ContiguousArray<Element>] = []
    private var free: [Slot] = []
    private var end: Slot = 0

    /// Slots handed out so far, including freed ones: the upper bound of a sweep.
    var slotCount: Slot { end }

    mutating func insert(_ element: Element) -> Slot {
        if let slot = free.popLast() {
            self[slot] = element
            return slot
        }
        let slot = end
        if Int(slot) == chunks.count * Self.chunkSize {
            var chunk = ContiguousArray<Element>()
            chunk.reserveCapacity(Self.chunkSize)
            chunks.append(chunk)
        }
        chunks[chunks.count - 1].append(element)
        end += 1
        return slot
    }

    /// The slot's value stays readable until the slot is handed out again; its owner must forget it.
    mutating func remove(_ slot: Slot) {
        free.append(slot)
    }

    subscript(slot: Slot) -> Element {
        get { chunks[Int(slot) / Self.chunkSize][Int(slot) % Self.chunkSize] }
        _modify { yield &chunks[Int(slot) / Self.chunkSize][Int(slot) % Self.chunkSize] }
    }
}
