// Sets of Python versions: `>=1.2, !=1.5.*, <2` (PEP 440, version specifiers).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "versions/pep440.h"

namespace ropewalk::versions {

enum class Operator { kCompatible, kEqual, kNotEqual, kAtMost, kAtLeast, kBelow, kAbove, kArbitrary };

/// Whether pre-releases count: as the specification says (they do when a specifier names one), or always, or never.
enum class Prereleases { kAsSpecified, kAlways, kNever };

/// One clause, `~=1.4`.
struct Specifier {
  Operator op = Operator::kEqual;
  /// As it is written, without `.*`.
  std::string text;
  /// `==1.*` and `!=1.*`.
  bool is_prefix = false;
  /// What `text` is; nothing only for `===`.
  std::optional<Pep440> version;

  /// By the operator alone; whether pre-releases are wanted is for the set to say.
  [[nodiscard]] bool contains(const Pep440& candidate, std::string_view candidate_text) const;
  /// `~=1.4`.
  [[nodiscard]] std::string to_text() const;
};

/// Clauses that all have to hold; without any every version is in.
struct SpecifierSet {
  std::vector<Specifier> clauses;

  /// Errors: kInvalid with the clause that is wrong.
  [[nodiscard]] static Result<SpecifierSet> parse(std::string_view text);

  [[nodiscard]] bool contains(const Pep440& candidate, Prereleases prereleases = Prereleases::kAsSpecified) const;
  /// For any text: one that is no version is in only by `===`.
  [[nodiscard]] bool contains_text(std::string_view candidate,
                                   Prereleases prereleases = Prereleases::kAsSpecified) const;
  /// The one version that the set asks for by `==` without `.*`, or by `===`; as it is written.
  [[nodiscard]] std::optional<std::string> pinned() const;
  [[nodiscard]] std::string to_text() const;
};

}  // namespace ropewalk::versions
