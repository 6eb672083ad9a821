// HTTP/1.1 as a small server reads and writes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ports/http_server.h"

namespace ropewalk::net {

/// What has been read of a request.
struct ReadRequest {
  enum class State { kMore, kWhole, kBad };
  State state = State::kMore;
  ports::ServedRequest request = {};
};

/// The longest request that is read, headers and body.
inline constexpr std::size_t kMostRequestBytes = 1ULL << 20U;

/// Reads what has come of one request so far. Chunked bodies and other oddities are kBad.
[[nodiscard]] ReadRequest read_request(std::string_view bytes);

/// The answer with its headers; the connection is closed after it. `with_body` is false for HEAD.
[[nodiscard]] std::string response_text(const ports::ServedResponse& response, bool with_body);

}  // namespace ropewalk::net
