#include "app/image/verify_image.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/image/attached.h"
#include "app/image/registries.h"
#include "app/read_source.h"

namespace ropewalk::app {

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
  loaded.policy.file = std::move(read.policy);
  return loaded;
}

Result<Verified> verify_image(const image::Reference& reference, const image::Policy& policy, image::Registry& registry,
                              std::chrono::system_clock::time_point now) {
  const auto manifest = fetch_manifest(registry, reference);
  if (!manifest) {
    return fail(manifest.error());
  }
  auto attached = read_attached(registry, reference.repository, manifest->digest);
  if (!attached) {
    return fail(std::move(attached.error()));
  }
  Verified verified{.image = reference, .digest = manifest->digest, .holds = false, .clauses = {}};
  verified.clauses = image::judge({.name = reference.name(),
                                   .digest = manifest->digest,
                                   .signatures = std::move(attached->signatures),
                                   .envelopes = std::move(attached->envelopes),
                                   .now = now},
                                  policy);
  verified.holds = !verified.clauses.empty() && std::all_of(verified.clauses.begin(), verified.clauses.end(),
                                                            [](const image::Clause& clause) { return clause.holds; });
  return verified;
}

json::object to_json(const Verified& verified) {
  json::array clauses;
  for (const image::Clause& clause : verified.clauses) {
    clauses.push_back(json::object{{"name", clause.name}, {"holds", clause.holds}, {"why", clause.why}});
  }
  return {{"verified", verified.holds},
          {"reference", verified.image.with_digest(verified.digest).text()},
          {"digest", verified.digest},
          {"clauses", std::move(clauses)}};
}

}  // namespace ropewalk::app
