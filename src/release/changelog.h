// Release notes, and their place in the changelog that a project keeps.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "release/plan.h"

namespace ropewalk::release {

struct NotesOptions {
  /// `https://github.com/owner/name`; without it there are no links.
  std::string web = {};
  /// `2026-11-26`; empty leaves it out of the heading.
  std::string date = {};
  /// Whether the authors of the commits are named at the end.
  bool names_contributors = true;
};

/// The parts of the notes below the heading, as Markdown: breaking changes, features, fixes, the rest that asks for a
/// release, contributors.
[[nodiscard]] std::string notes_body(const Plan& plan, const NotesOptions& options);

/// How a changelog writes its entries.
struct ChangelogStyle {
  /// `## `, `# `.
  std::string heading = "## ";
  /// The version is `[1.2.0]`, with its link in the heading or at the end of the file.
  bool has_brackets = false;
  /// The heading has a `v` before the version.
  bool has_v = false;
  /// What stands between version and date: ` - `, ` (…)`; empty for no date.
  std::string before_date = " - ";
  std::string after_date = {};
  /// The link definitions at the end of the file, as Keep a Changelog has them.
  bool has_link_list = false;
  /// What its lists are made of.
  char bullet = '-';
  /// The file ends its lines with CR LF.
  bool has_carriage_returns = false;
};

/// The style of a changelog that is there; the usual one for an empty text.
[[nodiscard]] ChangelogStyle style_of(std::string_view changelog);

/// The entry of a version with its heading.
[[nodiscard]] std::string entry(const Plan& plan, const ChangelogStyle& style, const NotesOptions& options);

/// Whether the changelog has an entry of this version.
[[nodiscard]] bool has_entry(std::string_view changelog, const Version& version);

/// The changelog with the entry above the newest one, below what the file starts with and below `Unreleased`. A file
/// that has an entry of the version stays as it is.
[[nodiscard]] std::string with_entry(std::string_view changelog, const Plan& plan, const NotesOptions& options);

/// The entry of a version in a changelog, without its heading; empty when there is none.
[[nodiscard]] std::string entry_of(std::string_view changelog, const Version& version);

}  // namespace ropewalk::release
