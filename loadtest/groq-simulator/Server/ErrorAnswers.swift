import GroqSimulator
import HTTPTypes
import Hummingbird
import JSON

/// Turns what is thrown into error objects, as Groq's clients expect them.
struct ErrorAnswers: RouterMiddleware {
    func handle(
        _ request: Request, context: Exchange, next: @concurrent (Request, Exchange) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as APIError {
            return Response(error)
        } catch let error as SettingsError {
            var json = JSONWriter()
            json.beginObject()
            json.field("error", error.description)
            json.endObject()
            return Response(json: json.finish(), status: .badRequest)
        } catch let error as HTTPError where error.status == .notFound {
            return Response(APIError.unknownURL(method: request.method.rawValue, path: request.uri.path))
        }
    }
}
