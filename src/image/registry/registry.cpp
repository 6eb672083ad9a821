#include "image/registry/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/json.h"
#include "base/strings.h"
#include "image/reference.h"

namespace ropewalk::image {
namespace {

constexpr int kNotFound = 404;
constexpr std::uint64_t kMostManifestBytes = 8U << 20U;
constexpr int kMostTagPages = 10'000;

std::string accept_all() {
  return fmt::format("{}, {}, {}, {}", kManifestType, kIndexType, kDockerManifestType, kDockerListType);
}

}  // namespace

std::string next_page(const ports::HttpResponse& answer) {
  const std::string_view link = answer.header("link");
  const std::size_t begin = link.find('<');
  const std::size_t end = link.find('>');
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin ||
      link.find("next", end) == std::string_view::npos) {
    return "";
  }
  return std::string(link.substr(begin + 1, end - begin - 1));
}

Result<std::optional<StoredManifest>> Registry::manifest(std::string_view repository, std::string_view reference) {
  ports::HttpRequest request{.url = fmt::format("/v2/{}/manifests/{}", repository, reference),
                             .headers = {{"Accept", accept_all()}},
                             .most_redirects = 5,
                             .most_bytes = kMostManifestBytes};
  auto answer = session_->send(std::move(request), repository, Access::kPull);
  if (!answer) {
    return fail(std::move(answer.error()));
  }
  if (answer->status == kNotFound) {
    return std::optional<StoredManifest>();
  }
  if (!answer->is_success()) {
    return fail(session_->refusal(*answer, fmt::format("reading the manifest {} of {}", reference, repository)));
  }
  StoredManifest manifest{.bytes = std::move(answer->body), .media_type = {}, .digest = {}};
  manifest.digest = digest_of(manifest.bytes);
  if (is_digest(reference) && manifest.digest != reference) {
    return fail(ErrorKind::kInvalid,
                fmt::format("{} gives {} for the manifest {} of {}", name(), manifest.digest, reference, repository),
                "the registry, or something on the way, has changed it");
  }
  if (const std::string_view said = answer->header("docker-content-digest");
      is_digest(said) && said != manifest.digest) {
    return fail(
        ErrorKind::kInvalid,
        fmt::format("{} says that {} of {} is {}, and gives {}", name(), reference, repository, said, manifest.digest),
        "the registry, or something on the way, has changed it");
  }
  manifest.media_type = media_type_of(manifest.bytes);
  return std::optional(std::move(manifest));
}

Result<std::optional<std::string>> Registry::manifest_digest(std::string_view repository, std::string_view reference) {
  ports::HttpRequest request{.method = "HEAD",
                             .url = fmt::format("/v2/{}/manifests/{}", repository, reference),
                             .headers = {{"Accept", accept_all()}}};
  const auto answer = session_->send(std::move(request), repository, Access::kPull);
  if (!answer) {
    return fail(answer.error());
  }
  if (answer->status == kNotFound) {
    return std::optional<std::string>();
  }
  if (!answer->is_success()) {
    return fail(session_->refusal(*answer, fmt::format("looking for {} of {}", reference, repository)));
  }
  if (const std::string_view digest = answer->header("docker-content-digest"); is_digest(digest)) {
    return std::optional(std::string(digest));
  }
  auto whole = manifest(repository, reference);
  if (!whole) {
    return fail(std::move(whole.error()));
  }
  return *whole ? std::optional((*whole)->digest) : std::nullopt;
}

Result<void> Registry::put_manifest(std::string_view repository, std::string_view reference,
                                    const StoredManifest& manifest) {
  const auto answer = put(repository, reference, manifest);
  return answer ? Result<void>() : Result<void>(fail(answer.error()));
}

Result<ports::HttpResponse> Registry::put(std::string_view repository, std::string_view reference,
                                          const StoredManifest& manifest) {
  ports::HttpRequest request{.method = "PUT",
                             .url = fmt::format("/v2/{}/manifests/{}", repository, reference),
                             .headers = {{"Content-Type", manifest.media_type}},
                             .body = manifest.bytes};
  auto answer = session_->send(std::move(request), repository, Access::kPush);
  if (!answer) {
    return answer;
  }
  if (!answer->is_success()) {
    return fail(session_->refusal(*answer, fmt::format("writing the manifest {} of {}", reference, repository)));
  }
  if (const std::string_view said = answer->header("docker-content-digest");
      is_digest(said) && said != manifest.digest) {
    return fail(ErrorKind::kInvalid,
                fmt::format("{} says that it stored {} where {} was sent", name(), said, manifest.digest));
  }
  return answer;
}

Result<bool> Registry::delete_manifest(std::string_view repository, std::string_view digest) {
  ports::HttpRequest request{.method = "DELETE", .url = fmt::format("/v2/{}/manifests/{}", repository, digest)};
  const auto answer = session_->send(std::move(request), repository, Access::kPush);
  if (!answer) {
    return fail(answer.error());
  }
  if (answer->status == kNotFound) {
    return false;
  }
  if (!answer->is_success()) {
    Error error = session_->refusal(*answer, fmt::format("deleting {} of {}", digest, repository));
    if (answer->status == 405) {
      error.hint = "the registry does not allow to delete (docker-registry: REGISTRY_STORAGE_DELETE_ENABLED=true)";
    }
    return fail(std::move(error));
  }
  return true;
}

Result<bool> Registry::has_blob(std::string_view repository, const Descriptor& blob) {
  ports::HttpRequest request{
      .method = "HEAD", .url = fmt::format("/v2/{}/blobs/{}", repository, blob.digest), .most_redirects = 5};
  const auto answer = session_->send(std::move(request), repository, Access::kPull);
  if (!answer) {
    return fail(answer.error());
  }
  if (answer->status == kNotFound) {
    return false;
  }
  if (!answer->is_success()) {
    return fail(session_->refusal(*answer, fmt::format("looking for a layer of {}", repository)));
  }
  const std::string_view length = answer->header("content-length");
  return length.empty() || length == fmt::format("{}", blob.size);
}

Result<bool> Registry::mount_blob(std::string_view repository, std::string_view digest,
                                  std::string_view from_repository) {
  ports::HttpRequest request{
      .method = "POST",
      .url = fmt::format("/v2/{}/blobs/uploads/?mount={}&from={}", repository, digest, from_repository)};
  const auto answer = session_->send(std::move(request), repository, Access::kPush);
  if (!answer) {
    return fail(answer.error());
  }
  return answer->status == 201;  // anything else: it has to be sent
}

Result<std::string> Registry::blob(std::string_view repository, const Descriptor& blob) {
  ports::HttpRequest request{.url = fmt::format("/v2/{}/blobs/{}", repository, blob.digest),
                             .timeout = std::chrono::milliseconds(0),
                             .most_redirects = 5,
                             .most_bytes = blob.size};
  auto answer = session_->send(std::move(request), repository, Access::kPull);
  if (!answer) {
    return fail(std::move(answer.error()));
  }
  if (!answer->is_success()) {
    return fail(session_->refusal(*answer, fmt::format("reading {} of {}", blob.digest, repository)));
  }
  if (answer->body.size() != blob.size || digest_of(answer->body) != blob.digest) {
    return fail(ErrorKind::kInvalid, fmt::format("{} gives other bytes for {} of {}", name(), blob.digest, repository),
                "the registry, or something on the way, has changed it");
  }
  return std::move(answer->body);
}

Result<std::optional<std::vector<std::string>>> Registry::tags(std::string_view repository) {
  std::set<std::string> found;
  std::string url = fmt::format("/v2/{}/tags/list", repository);
  for (int page = 0; !url.empty() && page < kMostTagPages; ++page) {
    const auto answer = session_->send({.url = url}, repository, Access::kPull);
    if (!answer) {
      return fail(answer.error());
    }
    if (answer->status == kNotFound) {
      return std::optional<std::vector<std::string>>();
    }
    if (!answer->is_success()) {
      return fail(session_->refusal(*answer, fmt::format("listing the tags of {}", repository)));
    }
    const auto parsed = parse_json(answer->body, "tags");
    const json::object* object = parsed ? parsed->if_object() : nullptr;
    const json::value* tags = object == nullptr ? nullptr : object->if_contains("tags");
    if (tags != nullptr && tags->is_array()) {
      for (const json::value& tag : tags->get_array()) {
        if (tag.is_string() && is_tag(tag.get_string())) {
          found.emplace(tag.get_string());
        }
      }
    }
    url = next_page(*answer);
  }
  return std::optional(std::vector<std::string>(found.begin(), found.end()));
}

}  // namespace ropewalk::image
