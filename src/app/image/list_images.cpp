#include "app/image/list_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/image/attached.h"
#include "base/json.h"
#include "base/rfc3339.h"
#include "image/sign/artifacts.h"
#include "image/sign/statement.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostConfigBytes = 8U << 20U;

bool is_attachment_tag(std::string_view tag) {
  constexpr std::size_t kLength = std::string_view("sha256-").size() + 64;
  return tag.starts_with("sha256-") && tag.size() >= kLength;
}

/// Adds what one manifest says: time, platform, size.
Result<void> describe(image::Registry& registry, const std::string& repository, const image::StoredManifest& stored,
                      image::ListedImage& image) {
  const auto manifest = image::read_manifest(stored.bytes, stored.digest);
  if (!manifest) {
    return {};  // something else that a registry may hold: it is listed by its digest alone
  }
  image.size += manifest->config.size;
  for (const image::Descriptor& layer : manifest->layers) {
    image.size += layer.size;
  }
  if (manifest->config.size > kMostConfigBytes) {
    return {};
  }
  const auto config = registry.blob(repository, manifest->config);
  if (!config) {
    return fail(config.error());
  }
  const auto parsed = parse_json(*config, "configuration");
  const json::object* document = parsed ? parsed->if_object() : nullptr;
  if (document == nullptr) {
    return {};
  }
  if (const auto time = parse_rfc3339(string_member(*document, "created")); time && *time > image.created) {
    image.created = *time;
  }
  const std::string_view architecture = string_member(*document, "architecture");
  if (!architecture.empty()) {
    image.platforms.push_back(image::Platform{std::string(string_member(*document, "os")), std::string(architecture),
                                              std::string(string_member(*document, "variant"))}
                                  .text());
  }
  return {};
}

Result<void> describe_all(image::Registry& registry, const std::string& repository, const image::StoredManifest& stored,
                          image::ListedImage& image) {
  if (!image::is_index_type(stored.media_type)) {
    return describe(registry, repository, stored, image);
  }
  const auto index = image::read_index(stored.bytes, stored.digest);
  if (!index) {
    return fail(index.error());
  }
  for (const image::Descriptor& one : index->manifests) {
    image.parts.push_back(one.digest);
    const auto below = registry.manifest(repository, one.digest);
    if (!below) {
      return fail(below.error());
    }
    if (*below) {
      if (auto done = describe(registry, repository, **below, image); !done) {
        return done;
      }
    }
  }
  return {};
}

/// Whether something says that it is its signature; by whom is asked by nobody here.
Result<bool> is_signed(image::Registry& registry, const std::string& repository, const std::vector<std::string>& tags,
                       const std::string& digest) {
  if (std::binary_search(tags.begin(), tags.end(), image::signature_tag(digest))) {
    return true;
  }
  const auto referrers = registry.referrers(repository, digest);
  if (!referrers) {
    return fail(referrers.error());
  }
  return std::any_of(referrers->begin(), referrers->end(), [](const image::Descriptor& one) {
    return one.artifact_type == image::kSignatureArtifact ||
           image::noted_predicate(one.annotations) == image::kSignaturePredicate;
  });
}

}  // namespace

Result<std::vector<image::ListedImage>> list_images(image::Registry& registry, const std::string& repository) {
  const auto tags = registry.tags(repository);
  if (!tags) {
    return fail(tags.error());
  }
  if (!*tags) {
    return fail(ErrorKind::kNotFound, fmt::format("{} has no repository {}", registry.name(), repository));
  }
  std::map<std::string, image::ListedImage> by_digest;
  for (const std::string& tag : **tags) {
    if (is_attachment_tag(tag)) {
      continue;
    }
    const auto stored = registry.manifest(repository, tag);
    if (!stored) {
      return fail(stored.error());
    }
    if (!*stored) {
      continue;  // deleted meanwhile
    }
    auto [found, is_new] = by_digest.try_emplace((*stored)->digest);
    image::ListedImage& image = found->second;
    image.tags.push_back(tag);
    if (!is_new) {
      continue;
    }
    image.digest = (*stored)->digest;
    const auto has_signature = is_signed(registry, repository, **tags, image.digest);
    if (!has_signature) {
      return fail(has_signature.error());
    }
    image.has_signature = *has_signature;
    if (auto done = describe_all(registry, repository, **stored, image); !done) {
      return fail(std::move(done.error()));
    }
  }
  std::vector<image::ListedImage> images;
  for (auto& [digest, image] : by_digest) {
    images.push_back(std::move(image));
  }
  std::stable_sort(images.begin(), images.end(), [](const auto& a, const auto& b) { return a.created > b.created; });
  return images;
}

Result<int> delete_image(image::Registry& registry, const std::string& repository, const image::ListedImage& image,
                         const std::vector<image::ListedImage>& staying) {
  const auto stays = [&](const std::string& digest) {
    return std::any_of(staying.begin(), staying.end(), [&](const image::ListedImage& one) {
      return one.digest == digest || std::find(one.parts.begin(), one.parts.end(), digest) != one.parts.end();
    });
  };
  std::vector<std::string> digests{image.digest};
  std::copy_if(image.parts.begin(), image.parts.end(), std::back_inserter(digests),
               [&](const std::string& part) { return !stays(part); });
  int count = 0;
  for (const std::string& digest : digests) {
    // What is about an image goes before it: nothing is left that is about nothing.
    const auto attached = attached_manifests(registry, repository, digest);
    if (!attached) {
      return fail(attached.error());
    }
    for (const std::string& one : *attached) {
      if (stays(one)) {
        continue;  // an image that says that it is about another one
      }
      if (auto gone = registry.delete_manifest(repository, one); !gone) {
        return fail(std::move(gone.error()));
      }
    }
    const auto gone = registry.delete_manifest(repository, digest);
    if (!gone) {
      return fail(gone.error());
    }
    count += *gone ? 1 : 0;
  }
  return count;
}

}  // namespace ropewalk::app
