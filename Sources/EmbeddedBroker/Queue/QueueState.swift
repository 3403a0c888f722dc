import Jobs

/// The queue in memory: a pure, synchronous state machine. The broker writes its decisions to the journal outside the
/// lock, and reports back when they are durable.
struct QueueState: Sendable {
    let policy: BrokerPolicy
    /// Unfinished jobs and requests, and their indexes.
    var tickets = Slab<Ticket>()
    var requests = Slab<RequestEntry>()
    private var ticketsByJob = SlotIndex()
    private var ticketsByFingerprint = SlotIndex()
    private var requestsByID = SlotIndex()
    var principals = PrincipalTable()
    /// Ready jobs by place; delayed ones and leases by time.
    var ready = RankedQueue()
    var delayed = RankedQueue()
    var leases = RankedQueue()
    var order: FairOrder
    var usage = Bounds.Usage()
    var drain = DrainRate()
    var slots = SlotPromise()
    /// The newest stored result by the first 64 bits of its fingerprint. A match is verified against the row.
    var answers: [UInt64: Int64] = [:]
    /// Jobs whose rows are being written.
    var committing = 0
    /// Bytes of finished records, as their bound counts them.
    var finishedBytes = 0
    /// When a batch is released although it is not full; nil if none waits for that.
    var batchWake: Timestamp?
    /// When the broker's loop checks the queue next, even if nothing else happens.
    var wakesAt = Timestamp(microseconds: 0)
    /// How many parts of each long paper in progress are finished.
    var progress: [Int64: RequestRecord.Progress] = [:]
    /// Requests whose cancellation is being written.
    var closing: [RequestID: (principal: Principal, record: RequestRecord)] = [:]
    var recent = RecentRecords()
    /// Idempotency keys whose first submission is being committed.
    var keysInFlight: Set<ScopedKey> = []
    /// Retries that are moving their requests to a job, by its number. They are not in its count yet.
    var joining: [Int64: Int] = [:]
    var demands: [WaitingDemand] = []
    var isPaused = false
    var isWritable = true
    var isClosed = false
    /// Nothing is reclaimed before this time.
    var graceUntil = Timestamp(microseconds: 0)
    var nextJob: Int64 = 1
    /// Where the search for the oldest waiting job continues. Waiting jobs with smaller numbers are in `passedOver`.
    private var oldestJob: Int64 = 1
    /// Waiting jobs before `oldestJob`, by submission time: they were running when the search passed them, or were
    /// retried.
    private var passedOver = RankedQueue()
    /// The last job that was leased to run alone, because a process had died with it.
    var loneJob: Int64?
    /// Converts between this process's clock and the time on disk.
    var clock = QueueClock()
    var sweepFrom: Slab<Ticket>.Slot = 0

    init(policy: BrokerPolicy) {
        self.policy = policy
        order = FairOrder(costs: policy.costs)
    }

    /// Takes a job into memory: its slot, its usage of the bounds, and its index entries. It is not in any queue yet.
    mutating func add(_ ticket: Ticket) -> Slab<Ticket>.Slot {
        let slot = tickets.insert(ticket)
        ticketsByJob.insert(slot) { [tickets] in SlotIndex.mix(UInt64(bitPattern: tickets[$0].job)) }
        if ticket.sharing == .shared {
            ticketsByFingerprint.insert(slot) { [tickets] in tickets[$0].fingerprint }
        }
        if usage.jobs == 0 { oldestJob = max(oldestJob, ticket.job) }
        usage.jobs += 1
        if ticket.phase == .committing { committing += 1 }
        usage.bytes += Int(ticket.bytes) + Bounds.overhead
        return slot
    }

    /// Links a request to its job.
    mutating func add(_ entry: RequestEntry) {
        let slot = requests.insert(entry)
        requests[slot].next = tickets[entry.ticket].firstRequest
        tickets[entry.ticket].firstRequest = slot
        tickets[entry.ticket].requestCount += 1
        requestsByID.insert(slot) { [requests] in requests[$0].id.low }
        usage.requests += 1
    }

    /// Removes a job and its requests, whichever queue it is in. Returns the requests.
    @discardableResult
    mutating func remove(_ slot: Slab<Ticket>.Slot) -> [RequestID] {
        unqueue(slot)
        var ids: [RequestID] = []
        var next = tickets[slot].firstRequest
        while next != RequestEntry.none {
            ids.append(requests[next].id)
            let following = requests[next].next
            forget(request: next)
            next = following
        }
        let ticket = tickets[slot]
        ticketsByJob.remove(slot) { [tickets] in SlotIndex.mix(UInt64(bitPattern: tickets[$0].job)) }
        if ticket.sharing == .shared {
            ticketsByFingerprint.remove(slot) { [tickets] in tickets[$0].fingerprint }
        }
        usage.jobs -= 1
        usage.bytes -= Int(ticket.bytes) + Bounds.overhead
        progress[ticket.job] = nil
        tickets[slot].phase = .gone
        tickets.remove(slot)
        return ids
    }

    /// Unlinks one request from its job.
    mutating func detach(_ request: Slab<RequestEntry>.Slot) {
        let slot = requests[request].ticket
        if tickets[slot].firstRequest == request {
            tickets[slot].firstRequest = requests[request].next
        } else {
            var previous = tickets[slot].firstRequest
            while requests[previous].next != request { previous = requests[previous].next }
            requests[previous].next = requests[request].next
        }
        tickets[slot].requestCount -= 1
        forget(request: request)
    }

    private mutating func forget(request: Slab<RequestEntry>.Slot) {
        requestsByID.remove(request) { [requests] in requests[$0].id.low }
        requests.remove(request)
        usage.requests -= 1
    }

    /// Takes the job out of the queue of its phase. The caller sets the new phase.
    mutating func unqueue(_ slot: Slab<Ticket>.Slot) {
        let ticket = tickets[slot]
        switch ticket.phase {
        case .waiting:
            ready.remove(ticket.entry)
            passedOver.remove(ticket.ageEntry)
        case .delayed:
            delayed.remove(ticket.dueEntry)
            passedOver.remove(ticket.ageEntry)
        case .leased: leases.remove(ticket.dueEntry)
        case .committing: committing -= 1
        case .settling, .gone: break
        }
    }

    /// Puts a job that is in no queue among the ready ones, or, if a time is given, among the delayed ones.
    mutating func enqueue(_ slot: Slab<Ticket>.Slot, until time: Timestamp? = nil) {
        if let time {
            tickets[slot].phase = .delayed
            tickets[slot].due = time
            delayed.insert(tickets[slot].dueEntry)
        } else {
            tickets[slot].phase = .waiting
            ready.insert(tickets[slot].entry)
        }
        if tickets[slot].job < oldestJob { passedOver.insert(tickets[slot].ageEntry) }
    }

    /// Jobs that are leased, or whose settlement is being written.
    var running: Int { usage.jobs - ready.count - delayed.count - committing }

    func ticket(job: Int64) -> Slab<Ticket>.Slot? {
        ticketsByJob.first(hash: SlotIndex.mix(UInt64(bitPattern: job))) { tickets[$0].job == job }
    }

    func ticket(fingerprint: UInt64) -> Slab<Ticket>.Slot? {
        ticketsByFingerprint.first(hash: fingerprint) { tickets[$0].fingerprint == fingerprint }
    }

    func request(_ id: RequestID) -> Slab<RequestEntry>.Slot? {
        requestsByID.first(hash: id.low) { requests[$0].id == id }
    }

    /// The requests of a job, newest first.
    func requestIDs(of slot: Slab<Ticket>.Slot) -> [RequestID] {
        var ids: [RequestID] = []
        var next = tickets[slot].firstRequest
        while next != RequestEntry.none {
            ids.append(requests[next].id)
            next = requests[next].next
        }
        return ids
    }

    /// When the oldest waiting job was submitted. Amortised: the search passes each job number only once.
    mutating func oldestWaiting() -> Timestamp? {
        guard ready.count + delayed.count + committing > 0 else { return nil }
        let passed = passedOver.first.map { Timestamp(microseconds: $0.place) }
        return [passed, oldestInTurn()].compactMap(\.self).min()
    }

    /// Passes jobs that have left or are running. Those that return to the queue are then in `passedOver`.
    private mutating func oldestInTurn() -> Timestamp? {
        while oldestJob < nextJob {
            if let slot = ticket(job: oldestJob), let since = waitingSince(slot) { return since }
            oldestJob += 1
        }
        return nil
    }

    private func waitingSince(_ slot: Slab<Ticket>.Slot) -> Timestamp? {
        switch tickets[slot].phase {
        case .committing, .waiting, .delayed: tickets[slot].since
        case .leased, .settling, .gone: nil
        }
    }
}

/// An idempotency key with the principal it belongs to.
struct ScopedKey: Hashable, Sendable {
    let principal: Principal
    let key: String
}
