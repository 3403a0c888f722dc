/// One request's step, told to whoever waits for it.
package struct Change: Hashable, Sendable {
    package let request: RequestID
    package let state: JobState

    package init(request: RequestID, state: JobState) {
        self.request = request
        self.state = state
    }
}
