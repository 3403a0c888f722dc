import AsyncPrimitives
import TestSupport
import Testing

@Suite struct CancellableTests {
    private let gate = TestSignal("never")

    @Test("a body that ends first cancels the other, and its value is returned")
    func bodyFirst() async {
        let wasCancelled = Watched(false)
        let value = await cancellable {
            1
        } by: { [gate] in
            do { try await gate.wait() } catch { wasCancelled.change { $0 = true } }
        }
        #expect(value == 1 && wasCancelled.value)
    }

    @Test("the other cancels a body that is not over, and the body's value is returned all the same")
    func otherFirst() async {
        let value = await cancellable { [gate] in
            do { try await gate.wait() } catch { return "cancelled" }
            return "done"
        } by: {
        }
        #expect(value == "cancelled")
    }

    @Test("the value may be none")
    func none() async {
        let value = await cancellable {
            Int?.none
        } by: { [gate] in
            do { try await gate.wait() } catch { return }
        }
        #expect(value == nil)
    }
}
