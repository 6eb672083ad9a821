// `ropewalk release notes`: the changelog's entry of the next release.
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "app/release/changelog_file.h"
#include "base/rfc3339.h"
#include "cli/commands/release/release.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    kPackageOption,
    kBranchOption,
    Option{.name = "--write", .letter = "", .value = "", .help = "Put the entry into the changelog's file"},
    Option{.name = "--date", .letter = "", .value = "DATE", .help = "The date of the entry (default: today, in UTC)"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print JSON: version, file, entry, body (schemas/release-notes.schema.json)"}};

/// 2026-01-31; the days of a month are not counted.
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return false;
  }
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    const char* end = text.data() + at + size;
    return std::from_chars(text.data() + at, end, value).ptr == end ? value : -1;
  };
  const int month = number(5, 2);
  const int day = number(8, 2);
  return number(0, 4) >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

int run(const Arguments& arguments, Outside& outside) {
  if (const auto date = arguments.value("--date"); date && !is_date(*date)) {
    return report(Error{.kind = ErrorKind::kUsage,
                        .message = fmt::format("--date takes a date, not '{}'", *date),
                        .hint = "write it as 2026-01-31"},
                  outside);
  }
  const auto planned = planned_release(arguments, outside);
  if (!planned) {
    return report(planned.error(), outside);
  }
  show_alarms(planned->plan, outside);
  if (!planned->plan.version) {
    outside.screen().print(arguments.has("--json")
                               ? std::string("{\"version\":null,\"file\":null,\"entry\":\"\",\"body\":\"\"}\n")
                               : fmt::format("Nothing to release: {}\n", planned->plan.reason));
    return kExitSuccess;
  }
  const std::string date = arguments.value("--date").value_or(to_rfc3339(outside.clock().now()).substr(0, 10));
  const release::NotesOptions options{.web = planned->web, .date = date};
  const auto file = app::read_changelog(*planned, outside.files());
  if (!file) {
    return report(file.error(), outside);
  }
  const std::string entry = release::entry(planned->plan, release::style_of(file->text), options);
  if (arguments.has("--json")) {
    const json::object object{{"version", planned->plan.version->text()},
                              {"file", file->path.lexically_relative(planned->top).generic_string()},
                              {"entry", entry},
                              {"body", release::notes_body(planned->plan, options)}};
    outside.screen().print(to_json_text(object) + "\n");
  } else {
    outside.screen().print(entry);
  }
  if (arguments.has("--write")) {
    const auto written = outside.files().write(file->path, release::with_entry(file->text, planned->plan, options));
    if (!written) {
      return report(written.error(), outside);
    }
  }
  return kExitSuccess;
}

}  // namespace

const Command& release_notes_command() {
  static constexpr Command kCommand{
      .name = "release notes",
      .summary = "Write the notes of the next release",
      .about = R"text(
Prints the changelog's entry of the next release in the style that the changelog has:
breaking changes first, then features, fixes and the rest, each with its commit. With
--write the entry is put into the file, above the last one; doing it again changes nothing.
)text",
      .examples = R"text(
ropewalk release notes
  ropewalk release notes --write
)text",
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
