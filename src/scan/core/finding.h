// What a scanner tells: findings, packages, what was passed over and what could not be looked at.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ropewalk::scan {

/// In the order of weight. `kUnknown` is for advisories that state none.
enum class Severity { kUnknown, kInfo, kLow, kMedium, kHigh, kCritical };

/// `unknown`, `info`, `low`, `medium`, `high`, `critical`.
[[nodiscard]] std::string_view name(Severity severity);

/// Nothing for other texts.
[[nodiscard]] std::optional<Severity> severity_named(std::string_view text);

/// A place in what was scanned. Lines and columns are from 1; columns count characters (code points). 0: not known.
struct Location {
  /// With `/`, relative to the root of the scan; `outer!inner` inside an archive.
  std::string file;
  int line = 0;
  int column = 0;
  int end_line = 0;
  int end_column = 0;
};

/// What belongs to one kind of scanner alone, in the order of the JSON form: `commit`, `secret_sha256`, `package`,
/// `ids`. Values are JSON texts, so that numbers, lists and null keep their kind.
using Details = std::vector<std::pair<std::string, std::string>>;

struct Finding {
  /// `secrets`, `dependencies`, `image`, `misconfiguration`, `policy`.
  std::string scanner;
  /// The rule or the advisory's first id. A text that lives for ever: people suppress by it.
  std::string rule;
  Severity severity = Severity::kUnknown;
  /// What was seen and why it matters; never a secret.
  std::string message;
  /// What to do; empty when the message says it.
  std::string hint;
  Location place;
  /// Names the finding over commits and moves of lines: a hash over the rule and what was found, in hexadecimal digits.
  std::string fingerprint;
  Details details;
  /// True when a suppression or a baseline takes it out of the gate; `reason` says which.
  bool is_suppressed = false;
  std::string suppressed_by;
  /// SHA-1 of a secret in hexadecimal digits, for the lists of other tools; not shown.
  std::string secret_sha1;
  /// A secret that stands in the name of the file itself; not shown.
  std::string secret_in_name;
  /// What it is sorted by before its place; empty for most.
  std::string order;
  /// Where a checkout of the repository shows it, when that is not `place`: the file as it is now, the archive that a
  /// member is in, or the root (no file) for what no checkout holds.
  std::optional<Location> in_checkout = {};
  /// Whether the base that it is compared with has it not; nothing without a base.
  std::optional<bool> is_new = {};
  /// True when the gate lets it pass: it is shown, and does not fail the scan.
  bool is_under_gate = false;
};

/// A package that a lock file, an image or an environment names: the lines of `--list`.
struct Package {
  std::string name;
  std::string version;
  Location place;
  Details details;
};

/// Something that was passed over on purpose, with the reason as a code in kebab-case: `binary`, `too-large`,
/// `by-rule`.
struct Skipped {
  Location place;
  std::string reason;
  std::string message;
};

/// Something that could not be looked at. Any of these makes the scan incomplete (exit 3).
struct Trouble {
  Location place;
  /// A code in kebab-case for `incomplete` of the summary: `unreadable`, `damaged`, `shallow`, `data-age`.
  std::string reason;
  std::string message;
  Details details;
};

/// A line of `--list` or of a question that is none of the kinds above: `rule`, `entry`, `owners`. Its fields are as in
/// `Details`; lines keep the order that they were made in.
struct Fact {
  std::string type;
  Details fields;
};

/// The secrets that stand in a name or a message, as they are written there.
using SecretsInName = std::function<std::vector<std::string>(std::string_view text)>;

/// All that one scanner, or all of them, have to say. `looked_at` counts the files, blobs, entries or packages that
/// were scanned: with `skipped` and `trouble` it is everything that there was (the ledger).
struct Report {
  std::vector<Finding> findings;
  std::vector<Package> packages;
  std::vector<Skipped> skipped;
  std::vector<Trouble> trouble;
  std::vector<Fact> facts;
  /// Packages are there for the forms that are made of them (SBOMs) and for programs; people did not ask for a list.
  bool keeps_packages_quiet = false;
  /// Packages that were judged without being asked for: for bills of materials alone.
  std::vector<Package> inventory;
  std::uint64_t looked_at = 0;
  std::uint64_t bytes = 0;
  /// The day of the newest advisory in the data (`2024-10-10`); empty where none was used.
  std::string data_date;
  /// Of the scanner that knows secrets; what redact_names() goes by. Null where none has looked.
  SecretsInName secrets_in_name = nullptr;
};

/// Adds all of `other` to `report`.
void merge(Report& report, Report other);

/// A value of `Details`.
[[nodiscard]] std::string json_text(std::string_view text);
[[nodiscard]] std::string json_texts(const std::vector<std::string>& texts);

/// The JSON text of a detail; empty when the finding has none of this name.
[[nodiscard]] std::string_view detail_of(const Finding& finding, std::string_view name);

/// Where it is as gitleaks writes it: `file:rule:line`, behind the commit and a colon where it is of one.
[[nodiscard]] std::string gitleaks_place(const Finding& finding);

/// The one order of all output: file, line, column, rule, fingerprint; then by whatever else differs.
void sort(Report& report);

}  // namespace ropewalk::scan
