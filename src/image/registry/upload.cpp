// Sending blobs: in one piece when they are small, else in pieces, so that a cut costs one of them.
#include <fmt/format.h>

#include <charconv>

#include "base/strings.h"
#include "image/registry/registry.h"

namespace ropewalk::image {
namespace {

constexpr std::size_t kPiece = 32U << 20U;

/// The offset behind what a registry has of an upload: `Range: 0-1023` is 1024. Nothing when it does not say.
std::optional<std::size_t> received(const ports::HttpResponse& answer) {
  const std::string_view range = answer.header("range");
  const std::size_t dash = range.rfind('-');
  std::size_t last = 0;
  if (dash == std::string_view::npos) {
    return std::nullopt;
  }
  const auto [end, error] = std::from_chars(range.data() + dash + 1, range.data() + range.size(), last);
  if (error != std::errc() || end != range.data() + range.size()) {
    return std::nullopt;
  }
  // Before the first byte some say 0-0, and some -1.
  return last == 0 ? 0 : last + 1;
}

}  // namespace

std::string Registry::next_location(const ports::HttpResponse& answer, const std::string& before) const {
  const std::string_view location = answer.header("location");
  return location.empty() ? before : std::string(location);
}

Result<std::string> Registry::begin_upload(std::string_view repository) {
  const auto answer = session_->send({.method = "POST", .url = fmt::format("/v2/{}/blobs/uploads/", repository)},
                                     repository, Access::kPush);
  if (!answer) {
    return fail(answer.error());
  }
  if (answer->status != 202 || answer->header("location").empty()) {
    return fail(session_->refusal(*answer, fmt::format("beginning to send a layer to {}", repository)));
  }
  return std::string(answer->header("location"));
}

Result<void> Registry::try_put_blob(std::string_view repository, std::string_view digest, std::string_view bytes) {
  auto location = begin_upload(repository);
  if (!location) {
    return fail(std::move(location.error()));
  }
  std::size_t at = 0;
  int cuts = 0;
  while (bytes.size() - at > kPiece) {
    const std::string_view piece = bytes.substr(at, kPiece);
    ports::HttpRequest request{.method = "PATCH",
                               .url = *location,
                               .headers = {{"Content-Type", "application/octet-stream"},
                                           {"Content-Range", fmt::format("{}-{}", at, at + piece.size() - 1)}},
                               .body = std::string(piece),
                               .timeout = std::chrono::milliseconds(0)};
    auto answer = session_->send(std::move(request), repository, Access::kPush);
    if (answer && answer->status == 202) {
      at += piece.size();
      *location = next_location(*answer, *location);
      continue;
    }
    if (answer && answer->status != 416) {
      return fail(session_->refusal(*answer, fmt::format("sending a layer to {}", repository)));
    }
    // Cut off: ask how far it came, and go on from there.
    if (!session_->wait_before_retry(++cuts)) {
      return answer ? Result<void>(fail(session_->refusal(*answer, "sending a layer")))
                    : Result<void>(fail(answer.error()));
    }
    const auto state = session_->send({.url = *location}, repository, Access::kPush);
    const auto come = state && state->status == 204 ? received(*state) : std::nullopt;
    if (!come || *come > bytes.size()) {
      return fail(ErrorKind::kIncomplete, fmt::format("{} has lost what was sent of a layer", name()));
    }
    at = *come;
    *location = next_location(*state, *location);
  }
  ports::HttpRequest request{
      .method = "PUT",
      .url = fmt::format("{}{}digest={}", *location, location->find('?') == std::string::npos ? "?" : "&", digest),
      .headers = {{"Content-Type", "application/octet-stream"}},
      .body = std::string(bytes.substr(at)),
      .timeout = std::chrono::milliseconds(0)};
  if (at > 0) {
    request.headers.push_back({"Content-Range", fmt::format("{}-{}", at, bytes.size() - 1)});
  }
  const auto answer = session_->send(std::move(request), repository, Access::kPush);
  if (!answer) {
    return fail(answer.error());
  }
  if (answer->status != 201 && answer->status != 204) {
    return fail(session_->refusal(*answer, fmt::format("sending a layer to {}", repository)));
  }
  return {};
}

Result<void> Registry::put_blob(std::string_view repository, std::string_view digest, std::string_view bytes) {
  for (int tries = 1;; ++tries) {
    auto done = try_put_blob(repository, digest, bytes);
    if (done || done.error().kind != ErrorKind::kIncomplete || session_->stop().stop_requested()) {
      return done;
    }
    // It may be there although the answer was lost.
    const auto there = has_blob(repository, {.media_type = {}, .digest = std::string(digest), .size = bytes.size()});
    if (there && *there) {
      return {};
    }
    if (!session_->wait_before_retry(tries)) {
      return done;
    }
  }
}

}  // namespace ropewalk::image
