#include "net/served_text.h"

#include <fmt/format.h>

#include <charconv>

#include "base/strings.h"

namespace ropewalk::net {
namespace {

constexpr std::string_view kHeaderEnd = "\r\n\r\n";
constexpr std::size_t kMostHeaderBytes = 32ULL << 10U;

std::string_view reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 413: return "Content Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Answer";
  }
}

/// The length that the headers give the body; nothing when they say it in a way that we do not read.
std::optional<std::size_t> body_length(std::string_view headers) {
  std::size_t length = 0;
  bool has_length = false;
  for (const std::string_view line : split_lines(headers)) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      continue;
    }
    const std::string name = to_lower(trim(line.substr(0, colon)));
    const std::string_view value = trim(line.substr(colon + 1));
    if (name == "transfer-encoding") {
      return std::nullopt;
    }
    if (name == "content-length") {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
      if (error != std::errc() || end != value.data() + value.size() || has_length || length > kMostRequestBytes) {
        return std::nullopt;
      }
      has_length = true;
    }
  }
  return length;
}

}  // namespace

ReadRequest read_request(std::string_view bytes) {
  using State = ReadRequest::State;
  const std::size_t end = bytes.find(kHeaderEnd);
  if (end == std::string_view::npos) {
    return {bytes.size() > kMostHeaderBytes ? State::kBad : State::kMore};
  }
  const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (end > kMostHeaderBytes || first == std::string_view::npos || last <= first + 1 ||
      !line.substr(last + 1).starts_with("HTTP/1.") || line[first + 1] != '/') {
    return {State::kBad};
  }
  const auto length = body_length(bytes.substr(line.size(), end - line.size()));
  if (!length) {
    return {State::kBad};
  }
  const std::string_view body = bytes.substr(end + kHeaderEnd.size());
  if (body.size() < *length) {
    return {State::kMore};
  }
  return {State::kWhole,
          {.method = std::string(line.substr(0, first)),
           .target = std::string(line.substr(first + 1, last - first - 1)),
           .body = std::string(body.substr(0, *length))}};
}

std::string response_text(const ports::ServedResponse& response, bool with_body) {
  std::string text = fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n"
      "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
      response.status, reason(response.status), response.content_type, response.body.size());
  return with_body ? text + response.body : text;
}

}  // namespace ropewalk::net
