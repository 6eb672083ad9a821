// SLSA provenance v1 (https://slsa.dev/spec/v1.0/provenance): which sources, which workflow and which builder made an
// image, from which inputs.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace ropewalk::image {

struct Provenance {
  /// `https://github.com/acme/parcels`; empty where it is not known.
  std::string repository;
  std::string ref;
  std::string commit;
  /// `.github/workflows/cd.yml`; empty outside of a run.
  std::string workflow;
  /// Who vouches for the build: on GitHub the workflow's own page at its ref, else what the machine is called.
  std::string builder;
  std::vector<std::pair<std::string, std::string>> builder_versions;
  /// The page of the run, or an id of its own.
  std::string invocation;
  std::string started;
  std::string finished;
  std::string dockerfile;
  std::string target;
  std::vector<std::string> platforms;
  std::vector<std::pair<std::string, std::string>> arguments;
  /// Hexadecimal digits of SHA-256.
  std::string dockerfile_digest;
  std::string context_digest;
  /// Images that it stands on: name, digest (may be empty).
  std::vector<std::pair<std::string, std::string>> bases;
};

[[nodiscard]] json::object to_predicate(const Provenance& provenance);

/// What a verifier asks of a predicate; a field that it does not have is empty.
struct ProvenanceFacts {
  std::string build_type;
  std::string repository;
  std::string ref;
  std::string commit;
  std::string workflow;
  std::string builder;
  std::string finished;
};
[[nodiscard]] ProvenanceFacts read_predicate(const json::object& predicate);

inline constexpr std::string_view kBuildType = "urn:ropewalk:image-build:1";

}  // namespace ropewalk::image
