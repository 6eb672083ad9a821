// What an image has to be before it is deployed: a policy file, and the judgement of an image by it, clause by clause.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "keys/dsse.h"
#include "keys/key_pair.h"

namespace ropewalk::image {

/// As the file has it; what it does not name is not asked.
struct PolicyFile {
  /// Files of public keys, as written; at least one.
  std::vector<std::string> keys;
  /// Names that it may have: `ghcr.io/acme/*`.
  std::vector<std::string> images;
  std::string repository;
  /// `refs/heads/main`, `refs/tags/v*`; one of them.
  std::vector<std::string> refs;
  std::vector<std::string> workflows;
  std::vector<std::string> builders;
  std::string commit;
  std::optional<std::chrono::seconds> most_age;
  /// Whether a bill of materials has to be there, signed.
  bool needs_sbom = false;
};

/// Reads the YAML text. Errors: all of them, each with its place. Schema: schemas/image-policy.schema.json.
struct ReadPolicy {
  PolicyFile policy;
  std::vector<Error> errors;
};
[[nodiscard]] ReadPolicy read_policy(const SourceFilePtr& file);

/// The file with its keys read.
struct Policy {
  PolicyFile file;
  std::vector<keys::PublicKey> keys;
};

struct SignatureFound {
  std::string payload;
  std::string signature;
};

/// What was found of an image: nothing of it is trusted yet.
struct Evidence {
  /// `ghcr.io/acme/parcels`.
  std::string name;
  /// Of the bytes that would run.
  std::string digest;
  std::vector<SignatureFound> signatures;
  std::vector<keys::Envelope> envelopes;
  std::chrono::system_clock::time_point now;
};

struct Clause {
  /// `signature`, `name`, `provenance`, `repository`, `ref`, `commit`, `workflow`, `builder`, `age`, `sbom`.
  std::string name;
  bool holds = false;
  std::string why;
};

/// One clause for each thing that the policy asks, in that order. All questions about the provenance are asked of one
/// and the same statement: the one that most of them hold of.
[[nodiscard]] std::vector<Clause> judge(const Evidence& evidence, const Policy& policy);

}  // namespace ropewalk::image
