// `ropewalk db update`: newer advisories from the network, into the user's cache.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/scan/advisory_data.h"
#include "ports/http.h"

namespace ropewalk::app {

/// The archive of all advisories about Python packages that osv.dev keeps.
inline constexpr std::string_view kDefaultAdvisories =
    "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip";

struct UpdateAdvisoriesRequest {
  /// Packs, or archives of OSV records: several archives are made into one pack.
  std::vector<std::string> urls;
  /// The public key that signs what is at the URLs: each has its signature beside it, in `URL.sig`, in base64.
  std::optional<std::filesystem::path> key;
  /// The digest that the one file has.
  std::optional<std::string> sha256;
  /// Where the pack goes; without it into the cache.
  std::optional<std::filesystem::path> output;
  /// Data that is older than what is there may take its place.
  bool allows_older = false;
};

struct UpdatedAdvisories {
  std::filesystem::path file;
  std::string newest;
  std::uint32_t advisories = 0;
  std::size_t bytes = 0;
  /// What was there before has the same content.
  bool is_same = false;
};

/// Errors: kUsage for a URL that nothing vouches for (neither https nor a key nor a digest), kIncomplete for what the
/// network did, for a wrong digest or signature, for a damaged file and for data that is older. What was there stays.
[[nodiscard]] Result<UpdatedAdvisories> update_advisories(const UpdateAdvisoriesRequest& request, ports::Http& http,
                                                          ports::Files& files, const ports::Environment& environment,
                                                          std::stop_token stop);

}  // namespace ropewalk::app
