import HTTPTypes
import Hummingbird

/// What this server cannot do with a request, whatever its path.
enum MessageRules {
    /// The methods that a path may take or refuse. The others are not known here.
    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]

    /// Nil where nothing stands against it.
    static func check(_ request: Request) -> Problem? {
        if request.method == .connect { return tunnel }
        guard methods.contains(request.method) else {
            return Problem(.notImplemented, "This server has no method \(request.method.rawValue).")
        }
        guard let codings = request.headers.value(of: .transferEncoding), !codings.isSame(as: "chunked") else {
            return nil
        }
        // Where chunked is not the last coding the end of the body cannot be found: the parser refuses that.
        guard codings.members.last?.isSame(as: "chunked") == true else { return nil }
        var problem = Problem(.notImplemented, "Send the body as it is or in chunks, without another transfer coding.")
        problem.closesConnection = true
        return problem
    }

    /// What follows a CONNECT may be meant for the other end of a tunnel, so nothing more is read.
    private static var tunnel: Problem {
        var problem = Problem(.methodNotAllowed, "This server is no proxy. Connect to the other one yourself.")
        problem.allow = "GET, HEAD, POST"
        problem.closesConnection = true
        return problem
    }
}
