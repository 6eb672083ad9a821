// What an image has to be before it is deployed: a policy file, and the judgement of an image by it, clause by clause.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "image/sign/bundle.h"
#include "image/sigstore/trusted_root.h"
#include "keys/dsse.h"
#include "keys/key_pair.h"

namespace ropewalk::image {

/// Who may sign without a key.
struct TrustedIdentity {
  /// What their certificate names: a workflow's address or a mail address; `*` stands for anything.
  std::string identity;
  /// Who has to vouch for that, to the letter: `https://token.actions.githubusercontent.com`.
  std::string issuer;
};

/// As the file has it; what it does not name is not asked.
struct PolicyFile {
  /// Files of public keys, as written. There is a key or an identity.
  std::vector<std::string> keys;
  std::vector<TrustedIdentity> identities;
  /// The file that says whom signatures of identities are believed; there when they are.
  std::string trusted_root;
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
  /// The platforms that are looked at one by one, besides the index: `linux/arm64` …, or `all` alone.
  std::vector<std::string> platforms;

  [[nodiscard]] bool asks_all_platforms() const { return platforms.size() == 1 && platforms.front() == kAllPlatforms; }
  static constexpr std::string_view kAllPlatforms = "all";
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
  std::optional<TrustedRoot> root = {};
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
  /// Signed by a certificate.
  std::vector<Bundle> bundles = {};
  std::chrono::system_clock::time_point now;
};

struct Clause {
  /// `signature`, `name`, `provenance`, `repository`, `ref`, `commit`, `workflow`, `builder`, `age`, `sbom`; `platform`
  /// for all of these of one platform.
  std::string name;
  bool holds = false;
  std::string why;
};

/// One clause for each thing that the policy asks, in that order. All questions about the provenance are asked of one
/// and the same statement: the one that most of them hold of.
[[nodiscard]] std::vector<Clause> judge(const Evidence& evidence, const Policy& policy);

}  // namespace ropewalk::image
