import HTTPAPI
import NIOCore
import Testing

struct ConnectionStateTests {
    private let limits = ConnectionLimits(maxBodyBytes: 1000)

    private func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(1000 + seconds) }

    /// Open since second 0.
    private func opened() -> ConnectionState {
        var state = ConnectionState(limits: limits)
        state.opened(at: at(0))
        return state
    }

    /// With a complete request that came at second 1.
    private func requested() -> ConnectionState {
        var state = opened()
        state.request(at: at(1))
        return state
    }

    // MARK: Heads

    @Test func aConnectionWithoutAByteIsClosed() {
        let state = opened()
        #expect(state.deadline == at(10))
        #expect(state.deadlinePassed() == .close)
    }

    @Test func theFirstHeadHasToBeThereTenSecondsAfterOpeningHoweverItDrips() {
        var state = opened()
        for second in 1...9 { state.readSomething(at: at(Int64(second))) }
        #expect(state.deadline == at(10))
        #expect(state.deadlinePassed() == .timeOut)
    }

    @Test func aLaterHeadHasTenSecondsFromItsFirstByte() {
        var state = requested()
        expect(state.answer(at: at(2)), .nothing)
        #expect(state.deadline == at(62))
        #expect(state.deadlinePassed() == .close)
        state.readSomething(at: at(30))
        state.readSomething(at: at(35))
        #expect(state.deadline == at(40))
        #expect(state.deadlinePassed() == .timeOut)
    }

    @Test func whileARequestIsBeingAnsweredNothingIsDue() {
        var state = requested()
        #expect(state.deadline == nil)
        state.readSomething(at: at(3))
        #expect(state.deadline == nil, "not even the next head, whose answer could not be sent")
        expect(state.answer(at: at(20)), .nothing)
        #expect(state.deadline == at(13), "which is overdue now")
        #expect(state.deadlinePassed() == .timeOut)
    }

    @Test func afterAnAnswerTheConnectionMayBeIdleForAMinute() {
        var state = requested()
        state.request(at: at(2))
        expect(state.answer(at: at(3)), .nothing)
        #expect(state.deadline == nil, "one is still unanswered")
        expect(state.answer(at: at(5)), .nothing)
        #expect(state.deadline == at(65))
    }

    // MARK: Bodies

    @Test func aBodyEarnsASecondForEightKibibytes() {
        var state = opened()
        state.headReceived(at: at(1), expectsContinue: false, announcedBytes: nil)
        #expect(state.deadline == at(31))
        state.bodyReceived(byteCount: 8191)
        #expect(state.deadline == at(31))
        state.bodyReceived(byteCount: 1 + 8192 * 4)
        #expect(state.deadline == at(36))
        #expect(state.deadlinePassed() == .timeOut)
        state.endReceived(at: at(20))
        #expect(state.deadline == nil)
    }

    @Test func aBodyThatIsLateWhileItIsBeingAnsweredIsCutOffInSilence() {
        var state = opened()
        state.headReceived(at: at(1), expectsContinue: false, announcedBytes: nil)
        _ = state.responseBegan(closes: false)
        #expect(state.deadline == at(31))
        #expect(state.deadlinePassed() == .close)
    }

    @Test func anAnsweredBodyEarnsNoMoreTime() {
        var state = opened()
        state.headReceived(at: at(1), expectsContinue: false, announcedBytes: nil)
        expect(state.answer(at: at(2)), .nothing)
        state.bodyReceived(byteCount: 1_000_000)
        #expect(state.deadline == at(31))
        #expect(state.deadlinePassed() == .close)
        state.endReceived(at: at(30))
        #expect(state.deadline == at(90))
    }

    @Test func theBodyOfALaterRequestIsNotDueBeforeTheAnswersToTheEarlierOnes() {
        var state = requested()
        state.headReceived(at: at(2), expectsContinue: false, announcedBytes: nil)
        #expect(state.deadline == nil)
        expect(state.answer(at: at(50)), .nothing)
        #expect(state.deadline == at(32))
        #expect(state.deadlinePassed() == .timeOut)
    }

    @Test func timeInWhichWeDoNotReadDoesNotCount() {
        var state = opened()
        state.headReceived(at: at(1), expectsContinue: false, announcedBytes: nil)
        state.bodyReceived(byteCount: 10)
        expect(state.readCompleted(at: at(2)), .nothing)
        #expect(state.deadline == nil, "nobody takes what came")
        state.readRequested(at: at(42))
        #expect(state.deadline == at(71))
    }

    // MARK: 100 Continue

    @Test func continueIsSentOnceTheHeadIsReadAlone() {
        var state = opened()
        state.headReceived(at: at(1), expectsContinue: true, announcedBytes: 1000)
        expect(state.readCompleted(at: at(1)), .sendContinue)
        expect(state.readCompleted(at: at(2)), .nothing, "once")
    }

    @Test func continueIsNotSentWhenBodyBytesCameAlong() {
        var state = opened()
        state.headReceived(at: at(1), expectsContinue: true, announcedBytes: nil)
        state.bodyReceived(byteCount: 1)
        expect(state.readCompleted(at: at(1)), .nothing)
    }

    @Test func continueWaitsForTheAnswersBefore() {
        var state = requested()
        state.headReceived(at: at(2), expectsContinue: true, announcedBytes: 10)
        expect(state.readCompleted(at: at(2)), .nothing)
        expect(state.answer(at: at(3)), .sendContinue)
        expect(state.answer(at: at(4)), .nothing)
    }

    @Test func continueIsNoLongerSentWhenTheClientDidNotWait() {
        var state = requested()
        state.headReceived(at: at(2), expectsContinue: true, announcedBytes: 10)
        expect(state.readCompleted(at: at(2)), .nothing)
        state.bodyReceived(byteCount: 10)
        expect(state.answer(at: at(3)), .nothing)
    }

    @Test func aBodyAnnouncedAsTooLargeIsNotAskedForAndItsAnswerIsTheLast() {
        var state = opened()
        state.headReceived(at: at(1), expectsContinue: true, announcedBytes: 1001)
        expect(state.readCompleted(at: at(1)), .nothing)
        expect(state.responseBegan(closes: false), true, "the answer has to say so")
        expect(state.responseEnded(at: at(2)), .closeOutput)
    }

    // MARK: Ends

    @Test func anAnswerThatClosesIsTheLast() {
        var state = requested()
        expect(state.responseBegan(closes: true), false)
        expect(state.responseEnded(at: at(2)), .closeOutput)
        state.outputClosed(at: at(2))
        #expect(state.isClosing)
        #expect(state.deadline == at(32))
        #expect(state.deadlinePassed() == .close)
    }

    @Test func theAnswerToSomethingUnreadableIsNoHarm() {
        var state = opened()
        state.readSomething(at: at(1))
        expect(state.answer(at: at(1)), .nothing)
        #expect(state.deadline == at(10))
    }

    @Test func aClientThatHasLeftOwesNothing() {
        var state = requested()
        state.inputClosed()
        #expect(state.isDisconnected)
        #expect(state.deadline == nil)
        expect(state.answer(at: at(2)), .nothing)
        #expect(state.deadline == nil)
    }
}

/// For calls that change the state, which the macro does not take.
private func expect<Value: Equatable>(
    _ actual: Value, _ expected: Value, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(actual == expected, comment, sourceLocation: sourceLocation)
}

extension ConnectionState {
    /// A whole request in one read.
    fileprivate mutating func request(at now: NIODeadline) {
        headReceived(at: now, expectsContinue: false, announcedBytes: nil)
        endReceived(at: now)
        _ = readCompleted(at: now)
        readRequested(at: now)
    }

    /// Bytes that make no part of a request yet.
    fileprivate mutating func readSomething(at now: NIODeadline) {
        _ = readCompleted(at: now)
        readRequested(at: now)
    }

    /// A whole answer.
    fileprivate mutating func answer(at now: NIODeadline) -> Action {
        _ = responseBegan(closes: false)
        return responseEnded(at: now)
    }
}
