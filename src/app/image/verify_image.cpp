#include "app/image/verify_image.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/image/attached.h"
#include "app/image/registries.h"
#include "app/read_source.h"

namespace ropewalk::app {

namespace {

bool all_hold(const std::vector<image::Clause>& clauses) {
  return !clauses.empty() &&
         std::all_of(clauses.begin(), clauses.end(), [](const image::Clause& clause) { return clause.holds; });
}

/// What a policy says of the manifests of an image, one by one.
struct Judging {
  const image::Reference& reference;
  const image::Policy& policy;
  image::Registry& registry;
  std::chrono::system_clock::time_point now;

  [[nodiscard]] Result<std::vector<image::Clause>> of(const std::string& digest) const {
    auto attached = read_attached(registry, reference.repository, digest);
    if (!attached) {
      return fail(std::move(attached.error()));
    }
    return image::judge({.name = reference.name(),
                         .digest = digest,
                         .signatures = std::move(attached->signatures),
                         .envelopes = std::move(attached->envelopes),
                         .bundles = std::move(attached->bundles),
                         .now = now},
                        policy);
  }

  /// Looks at the platforms that the policy names, and adds a clause for each.
  [[nodiscard]] Result<void> platforms(const image::StoredManifest& top, Verified& verified) const {
    const auto there = platforms_of(top);
    if (!there) {
      return fail(there.error());
    }
    const std::vector<std::string>& asked = policy.file.platforms;
    for (const image::Descriptor& one : *there) {
      const std::string name = one.platform.text();
      if (!policy.file.asks_all_platforms() && std::find(asked.begin(), asked.end(), name) == asked.end()) {
        continue;
      }
      auto clauses = one.digest == top.digest ? Result<std::vector<image::Clause>>(verified.clauses) : of(one.digest);
      if (!clauses) {
        return fail(std::move(clauses.error()));
      }
      const bool holds = all_hold(*clauses);
      verified.platforms.push_back({name, one.digest, holds, std::move(*clauses)});
    }
    for (const PlatformVerified& one : verified.platforms) {
      verified.clauses.push_back({"platform", one.holds, summary(one)});
    }
    for (const std::string& name : policy.file.asks_all_platforms() ? std::vector<std::string>() : asked) {
      if (std::none_of(there->begin(), there->end(),
                       [&](const image::Descriptor& one) { return one.platform.text() == name; })) {
        verified.clauses.push_back({"platform", false, fmt::format("{}: the image is not for it", name)});
      }
    }
    if (there->empty()) {
      verified.clauses.push_back({"platform", false, "the index names no platform"});
    }
    return {};
  }

  /// The images of an index with their platforms; what is none (notes of builders) is left out.
  [[nodiscard]] Result<std::vector<image::Descriptor>> platforms_of(const image::StoredManifest& top) const {
    if (!image::is_index_type(top.media_type)) {
      auto platform = platform_of(top);
      if (!platform) {
        return fail(std::move(platform.error()));
      }
      return std::vector{image::Descriptor{
          .media_type = top.media_type, .digest = top.digest, .size = top.bytes.size(), .platform = *platform}};
    }
    auto index = image::read_index(top.bytes, reference.text());
    if (!index) {
      return fail(std::move(index.error()));
    }
    std::erase_if(index->manifests, [](const image::Descriptor& one) {
      return one.platform.architecture.empty() || one.platform.architecture == "unknown";
    });
    return std::move(index->manifests);
  }

  /// What the configuration of an image says.
  [[nodiscard]] Result<image::Platform> platform_of(const image::StoredManifest& stored) const {
    const auto config = fetch_config(registry, reference, stored);
    if (!config) {
      return fail(config.error());
    }
    return image::Platform{std::string(string_member(*config, "os")),
                           std::string(string_member(*config, "architecture")),
                           std::string(string_member(*config, "variant"))};
  }

  /// All that does not hold of a platform, in one line.
  static std::string summary(const PlatformVerified& one) {
    std::vector<std::string> failing;
    for (const image::Clause& clause : one.clauses) {
      if (!clause.holds) {
        failing.push_back(fmt::format("{}: {}", clause.name, clause.why));
      }
    }
    return fmt::format("{}: {}", one.platform,
                       failing.empty() ? "every clause holds" : fmt::format("{}", fmt::join(failing, "; ")));
  }
};

json::array to_array(const std::vector<image::Clause>& clauses) {
  json::array array;
  for (const image::Clause& clause : clauses) {
    array.push_back(json::object{{"name", clause.name}, {"holds", clause.holds}, {"why", clause.why}});
  }
  return array;
}

}  // namespace

LoadedPolicy load_policy(const std::filesystem::path& file, const std::string& shown, const ports::Files& files) {
  LoadedPolicy loaded;
  if (files.type_followed(file) == ports::FileType::kMissing) {
    loaded.errors.push_back({ErrorKind::kUsage, fmt::format("there is no policy {}", shown), {}});
    return loaded;
  }
  const auto source = read_source(files, file, shown);
  if (!source) {
    loaded.errors.push_back(source.error());
    return loaded;
  }
  auto read = image::read_policy(*source);
  loaded.errors = std::move(read.errors);
  for (const std::string& name : read.policy.keys) {
    constexpr std::uint64_t kMostBytes = 64U << 10U;
    const auto text = files.read_regular(file.parent_path() / name, kMostBytes, ports::Links::kFollow);
    auto key = text ? keys::PublicKey::from_pem(*text, name) : Result<keys::PublicKey>(fail(text.error()));
    if (!key) {
      key.error().kind = ErrorKind::kUsage;
      key.error().message = fmt::format("{}: the key {}: {}", shown, name, key.error().message);
      loaded.errors.push_back(std::move(key.error()));
      continue;
    }
    loaded.policy.keys.push_back(std::move(*key));
  }
  if (!read.policy.trusted_root.empty()) {
    constexpr std::uint64_t kMostBytes = 4U << 20U;
    const auto text =
        files.read_regular(file.parent_path() / read.policy.trusted_root, kMostBytes, ports::Links::kFollow);
    auto root = text ? image::read_trusted_root(*text, read.policy.trusted_root)
                     : Result<image::TrustedRoot>(fail(text.error()));
    if (root) {
      loaded.policy.root = std::move(*root);
      loaded.root_text = *text;
    } else {
      root.error().kind = ErrorKind::kUsage;
      root.error().message = fmt::format("{}: the trusted root: {}", shown, root.error().message);
      loaded.errors.push_back(std::move(root.error()));
    }
  }
  loaded.policy.file = std::move(read.policy);
  return loaded;
}

Result<Verified> verify_image(const image::Reference& reference, const image::Policy& policy, image::Registry& registry,
                              std::chrono::system_clock::time_point now) {
  const auto manifest = fetch_manifest(registry, reference);
  if (!manifest) {
    return fail(manifest.error());
  }
  Judging judging{reference, policy, registry, now};
  auto clauses = judging.of(manifest->digest);
  if (!clauses) {
    return fail(std::move(clauses.error()));
  }
  Verified verified{.image = reference, .digest = manifest->digest, .holds = false, .clauses = std::move(*clauses)};
  if (!policy.file.platforms.empty()) {
    if (auto done = judging.platforms(*manifest, verified); !done) {
      return fail(std::move(done.error()));
    }
  }
  verified.holds = all_hold(verified.clauses);
  return verified;
}

json::object to_json(const Verified& verified) {
  json::object object{{"verified", verified.holds},
                      {"reference", verified.image.with_digest(verified.digest).text()},
                      {"digest", verified.digest},
                      {"clauses", to_array(verified.clauses)}};
  if (!verified.platforms.empty()) {
    json::array platforms;
    for (const PlatformVerified& one : verified.platforms) {
      platforms.push_back(json::object{{"platform", one.platform},
                                       {"digest", one.digest},
                                       {"verified", one.holds},
                                       {"clauses", to_array(one.clauses)}});
    }
    object["platforms"] = std::move(platforms);
  }
  return object;
}

}  // namespace ropewalk::app
