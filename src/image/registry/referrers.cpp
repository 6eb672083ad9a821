// What refers to an image in a registry: by the API of the distribution specification v1.1, or by the tag that takes
// its place where a registry lacks it ("Referrers Tag Schema"), which clients keep up themselves.
#include <fmt/format.h>

#include <algorithm>

#include "image/reference.h"
#include "image/registry/registry.h"

namespace ropewalk::image {
namespace {

constexpr int kMostPages = 100;

}  // namespace

std::string referrers_tag(std::string_view digest) {
  std::string tag(digest);
  std::replace(tag.begin(), tag.end(), ':', '-');
  return tag;
}

Result<std::optional<std::vector<Descriptor>>> Registry::listed_referrers(std::string_view repository,
                                                                          std::string_view digest) {
  std::vector<Descriptor> found;
  std::string url = fmt::format("/v2/{}/referrers/{}", repository, digest);
  for (int page = 0; !url.empty() && page < kMostPages; ++page) {
    const auto answer =
        session_->send({.url = url, .headers = {{"Accept", std::string(kIndexType)}}}, repository, Access::kPull);
    if (!answer) {
      return fail(answer.error());
    }
    // A registry that has the API answers with an index, an empty one too; one that lacks it with 404, or a page.
    if (!answer->is_success() || media_type_of(answer->body) != kIndexType) {
      if (answer->status == 401 || answer->status == 403 || answer->status == 429 || answer->status >= 500) {
        return fail(session_->refusal(*answer, fmt::format("looking for what refers to {}", digest)));
      }
      if (page > 0) {
        return fail(ErrorKind::kIncomplete, fmt::format("{} gives only a part of what refers to {}", name(), digest));
      }
      return std::optional<std::vector<Descriptor>>();
    }
    auto index = read_index(answer->body, "the referrers");
    if (!index) {
      return fail(std::move(index.error()));
    }
    std::move(index->manifests.begin(), index->manifests.end(), std::back_inserter(found));
    url = next_page(*answer);
  }
  return std::optional(std::move(found));
}

Result<std::vector<Descriptor>> Registry::tagged_referrers(std::string_view repository, std::string_view digest) {
  const auto stored = manifest(repository, referrers_tag(digest));
  if (!stored) {
    return fail(stored.error());
  }
  if (!*stored || !is_index_type((*stored)->media_type)) {
    return std::vector<Descriptor>();
  }
  auto index = read_index((*stored)->bytes, referrers_tag(digest));
  if (!index) {
    return fail(std::move(index.error()));
  }
  return std::move(index->manifests);
}

Result<std::vector<Descriptor>> Registry::referrers(std::string_view repository, std::string_view digest) {
  auto listed = listed_referrers(repository, digest);
  if (!listed) {
    return fail(std::move(listed.error()));
  }
  return *listed ? std::move(**listed) : tagged_referrers(repository, digest);
}

Result<void> Registry::put_referrers(std::string_view repository, const std::vector<StoredManifest>& manifests,
                                     const std::vector<std::string>& replaced) {
  std::string subject;
  std::vector<Descriptor> not_kept;
  for (const StoredManifest& manifest : manifests) {
    auto read = read_manifest(manifest.bytes, manifest.digest);
    if (!read) {
      return fail(std::move(read.error()));
    }
    const auto answer = put(repository, manifest.digest, manifest);
    if (!answer) {
      return fail(answer.error());
    }
    subject = read->subject.digest;
    if (answer->header("oci-subject") == subject) {
      continue;
    }
    const std::string& kind = read->artifact_type.empty() ? read->config.media_type : read->artifact_type;
    not_kept.push_back({.media_type = manifest.media_type,
                        .digest = manifest.digest,
                        .size = manifest.bytes.size(),
                        .annotations = std::move(read->annotations),
                        .artifact_type = kind});
  }
  if (not_kept.empty()) {
    return {};
  }
  auto entries = tagged_referrers(repository, subject);
  if (!entries) {
    return fail(std::move(entries.error()));
  }
  const auto is_new = [&](const Descriptor& one) {
    return std::any_of(not_kept.begin(), not_kept.end(),
                       [&](const Descriptor& added) { return added.digest == one.digest; });
  };
  std::erase_if(*entries, [&](const Descriptor& one) {
    return is_new(one) || std::find(replaced.begin(), replaced.end(), one.digest) != replaced.end();
  });
  std::move(not_kept.begin(), not_kept.end(), std::back_inserter(*entries));
  const std::string text = to_json(Index{.manifests = std::move(*entries)});
  return put_manifest(repository, referrers_tag(subject),
                      {.bytes = text, .media_type = std::string(kIndexType), .digest = digest_of(text)});
}

}  // namespace ropewalk::image
