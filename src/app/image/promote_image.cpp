#include "app/image/promote_image.h"

#include "app/image/attached.h"
#include "app/image/image_sources.h"
#include "app/image/registries.h"

namespace ropewalk::app {
namespace {

/// The digests of an image: its own, and those of its platforms.
Result<std::vector<std::string>> digests_of(const image::StoredManifest& stored) {
  std::vector<std::string> digests{stored.digest};
  if (image::is_index_type(stored.media_type)) {
    const auto index = image::read_index(stored.bytes, stored.digest);
    if (!index) {
      return fail(index.error());
    }
    for (const image::Descriptor& one : index->manifests) {
      digests.push_back(one.digest);
    }
  }
  return digests;
}

}  // namespace

Result<Promotion> promote_image(const PromoteRequest& request, image::Registry& from, image::Registry& to) {
  const auto stored =
      fetch_manifest(from, request.digest.empty() ? request.source : request.source.with_digest(request.digest));
  if (!stored) {
    return fail(stored.error());
  }
  const auto digests = digests_of(*stored);
  if (!digests) {
    return fail(digests.error());
  }
  std::vector<std::string> tags;
  if (!request.target.tag.empty()) {
    tags.push_back(request.target.tag);
  }
  const std::vector<std::string> fixed =
      request.moves_tags || tags.empty() || !is_immutable_tag(tags.front()) ? std::vector<std::string>() : tags;
  RegistrySource source(from, request.source.repository);
  SendRequest send{.digest = stored->digest, .target = request.target, .tags = {}, .immutable = fixed};
  auto sent = send_image(send, source, to);
  if (!sent) {
    return fail(std::move(sent.error()));
  }
  const bool is_same_place = from.name() == to.name() && request.source.repository == request.target.repository;
  if (!is_same_place) {
    for (const std::string& digest : *digests) {
      if (auto done = copy_attached(from, request.source.repository, to, request.target.repository, digest); !done) {
        return fail(std::move(done.error()));
      }
    }
  }
  Promotion promotion{.digest = stored->digest,
                      .reference = request.target.with_digest(stored->digest).text(),
                      .tags = {},
                      .sent = *sent};
  for (const std::string& tag : tags) {
    if (auto put = to.put_manifest(request.target.repository, tag, *stored); !put) {
      return fail(std::move(put.error()));
    }
    promotion.tags.push_back(request.target.with_tag(tag).text());
  }
  return promotion;
}

}  // namespace ropewalk::app
