#include "app/image/send_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/strings.h"

namespace ropewalk::app {
namespace {

class Sender {
 public:
  Sender(const SendRequest& request, ImageSource& source, image::Registry& target)
      : request_(request), source_(source), target_(target) {}

  Result<Sent> send() {
    auto top = manifest_tree(request_.digest, 0);
    if (!top) {
      return fail(std::move(top.error()));
    }
    for (const std::string& tag : request_.tags) {
      if (auto put = target_.put_manifest(request_.target.repository, tag, *top); !put) {
        return fail(std::move(put.error()));
      }
    }
    return sent_;
  }

 private:
  /// Sends everything that a manifest names, then the manifest.
  Result<image::StoredManifest> manifest_tree(const std::string& digest, int depth) {
    constexpr int kDeepest = 4;
    auto stored = source_.manifest(digest);
    if (!stored) {
      return stored;
    }
    if (depth > kDeepest) {
      return fail(ErrorKind::kInvalid, "indexes are nested too deep");
    }
    if (image::is_index_type(stored->media_type)) {
      const auto index = image::read_index(stored->bytes, digest);
      if (!index) {
        return fail(index.error());
      }
      for (const image::Descriptor& one : index->manifests) {
        if (auto below = manifest_tree(one.digest, depth + 1); !below) {
          return below;
        }
      }
    } else {
      const auto manifest = image::read_manifest(stored->bytes, digest);
      if (!manifest) {
        return fail(manifest.error());
      }
      for (const image::Descriptor& layer : manifest->layers) {
        if (auto done = send_blob(layer); !done) {
          return fail(std::move(done.error()));
        }
      }
      if (auto done = send_blob(manifest->config); !done) {
        return fail(std::move(done.error()));
      }
    }
    if (auto put = target_.put_manifest(request_.target.repository, stored->digest, *stored); !put) {
      return fail(std::move(put.error()));
    }
    return stored;
  }

  Result<void> send_blob(const image::Descriptor& blob) {
    if (!done_.insert(blob.digest).second) {
      return {};
    }
    const std::string& repository = request_.target.repository;
    const auto there = target_.has_blob(repository, blob);
    if (!there) {
      return fail(there.error());
    }
    if (*there) {
      ++sent_.blobs_there;
      return {};
    }
    if (const std::string from = source_.mountable_from(target_); !from.empty()) {
      const auto mounted = target_.mount_blob(repository, blob.digest, from);
      if (!mounted) {
        return fail(mounted.error());
      }
      if (*mounted) {
        ++sent_.blobs_there;
        return {};
      }
    }
    const auto bytes = source_.blob(blob);
    if (!bytes) {
      return fail(bytes.error());
    }
    ++sent_.blobs_sent;
    sent_.bytes_sent += bytes->size();
    return target_.put_blob(repository, blob.digest, *bytes);
  }

  const SendRequest& request_;
  ImageSource& source_;
  image::Registry& target_;
  std::set<std::string> done_;
  Sent sent_;
};

}  // namespace

Result<Sent> send_image(const SendRequest& request, ImageSource& source, image::Registry& target) {
  if (auto free = check_tags(request.target, request.immutable, request.digest, target); !free) {
    return fail(std::move(free.error()));
  }
  return Sender(request, source, target).send();
}

Result<void> check_tags(const image::Reference& target, const std::vector<std::string>& tags, const std::string& digest,
                        image::Registry& registry) {
  for (const std::string& tag : tags) {
    const auto there = registry.manifest_digest(target.repository, tag);
    if (!there) {
      return fail(there.error());
    }
    if (*there && **there != digest) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("the tag {}:{} is taken: it stands on {}", target.name(), tag, **there),
                  "a tag like this names one image for good; use another, or --move-tags");
    }
  }
  return {};
}

bool is_immutable_tag(std::string_view tag) {
  const std::string_view text = tag.starts_with('v') ? tag.substr(1) : tag;
  const auto is_number = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (tag.starts_with("sha-")) {
    return true;
  }
  const auto parts = split(text.substr(0, text.find_first_of("-+")), '.');
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), is_number);
}

}  // namespace ropewalk::app
