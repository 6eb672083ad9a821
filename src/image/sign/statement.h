// Statements about an image (in-toto, https://github.com/in-toto/attestation): what is in it, and how it was made.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace ropewalk::image {

inline constexpr std::string_view kStatementType = "https://in-toto.io/Statement/v1";
inline constexpr std::string_view kStatementMediaType = "application/vnd.in-toto+json";
inline constexpr std::string_view kEnvelopeMediaType = "application/vnd.dsse.envelope.v1+json";
inline constexpr std::string_view kProvenancePredicate = "https://slsa.dev/provenance/v1";
inline constexpr std::string_view kCycloneDxPredicate = "https://cyclonedx.org/bom";
/// That a key stands for an image under the names of its subjects: a signature in the form of a statement.
inline constexpr std::string_view kSignaturePredicate = "https://sigstore.dev/cosign/sign/v1";
inline constexpr std::string_view kSpdxPredicate = "https://spdx.dev/Document";

struct Statement {
  /// Names and digests (`sha256:…`) that it is about.
  std::vector<std::pair<std::string, std::string>> subjects;
  std::string predicate_type;
  json::object predicate;

  [[nodiscard]] bool is_about(std::string_view digest) const;
};

[[nodiscard]] std::string to_json(const Statement& statement);
/// Errors: kInvalid. Takes versions 0.1 and 1 of the form.
[[nodiscard]] Result<Statement> read_statement(std::string_view text);

}  // namespace ropewalk::image
