#include "cli/commands/scan/shared.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/scan/secret_rules.h"
#include "app/scan/settle.h"
#include "base/display.h"
#include "base/strings.h"
#include "cli/configured_place.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "scan/core/redact.h"
#include "scan/formats/formats.h"

namespace ropewalk::cli {
namespace {

/// A form and the file that it goes into; no file is standard output.
struct Wanted {
  const scan::Format* format = nullptr;
  std::string file;
};

Result<Wanted> read_format(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  std::vector<std::string_view> names;
  for (const scan::Format& format : scan::formats()) {
    if (format.name == name) {
      return Wanted{&format, equals == std::string::npos ? "" : std::string(text.substr(equals + 1))};
    }
    names.push_back(format.name);
  }
  const std::string_view near = nearest(name, names);
  return fail(ErrorKind::kUsage, fmt::format("no format '{}'", name),
              near.empty() ? fmt::format("{}", fmt::join(names, ", ")) : fmt::format("did you mean '{}'?", near));
}

Result<std::vector<Wanted>> wanted_formats(const Arguments& arguments, Outside& outside) {
  std::vector<std::string> texts = arguments.values("--format");
  if (arguments.has("--json")) {
    texts.emplace_back("json");
  }
  if (texts.empty()) {
    texts.emplace_back("text");
    // On a runner, the places where people look there.
    if (outside.environment().variable("GITHUB_ACTIONS") == "true") {
      texts.emplace_back("github");
      if (const auto summary = outside.environment().variable("GITHUB_STEP_SUMMARY"); summary && !summary->empty()) {
        texts.push_back("markdown=" + *summary);
      }
    }
  }
  std::vector<Wanted> wanted;
  for (const std::string& text : texts) {
    auto format = read_format(text);
    if (!format) {
      return fail(std::move(format.error()));
    }
    wanted.push_back(std::move(*format));
  }
  return wanted;
}

/// Summaries are appended to, as other steps' are; other files are written whole.
Result<void> write(const Wanted& wanted, const scan::Shown& shown, const app::Place& place, Outside& outside) {
  if (wanted.file.empty()) {
    outside.screen().print(wanted.format->make(shown));
    return {};
  }
  const std::filesystem::path path = place.base / wanted.file;
  const std::string text = wanted.format->make(shown);
  const bool is_summary = outside.environment().variable("GITHUB_STEP_SUMMARY") == wanted.file;
  return is_summary ? outside.files().append(path, text) : outside.files().write(path, text);
}

/// Says on standard error what could not be looked at, where no report on standard output says it.
void tell_trouble(const scan::Report& report, Outside& outside) {
  constexpr std::size_t kMost = 20;
  for (std::size_t at = 0; at < std::min(report.trouble.size(), kMost); ++at) {
    const scan::Trouble& trouble = report.trouble[at];
    const std::string place = scan::place_text(trouble.place);
    warn(printable(fmt::format("not looked at: {}{}{} [{}]", place, place.empty() ? "" : ": ", trouble.message,
                               trouble.reason)),
         {}, {}, outside);
  }
  if (report.trouble.size() > kMost) {
    warn(fmt::format("and {} more that could not be looked at", report.trouble.size() - kMost), {}, {}, outside);
  }
}

/// An option that counts once and has several values: all but one would be left out.
Result<void> check_repeated(const Command& command, const Arguments& arguments) {
  for (const Option& option : command.options) {
    const std::vector<std::string> values =
        option.value.empty() || option.repeats ? std::vector<std::string>() : arguments.values(option.name);
    if (!values.empty() &&
        std::count(values.begin(), values.end(), values.front()) != static_cast<std::ptrdiff_t>(values.size())) {
      return fail(ErrorKind::kUsage, fmt::format("{} is given {} times", option.name, values.size()),
                  "only one of them would count");
    }
  }
  return {};
}

/// Of a scan that came to nothing: 1 would say that something was found.
int code_of(const Error& error, int usual) {
  if (usual != kExitFailure) {
    return usual;
  }
  return error.kind == ErrorKind::kInternal ? kExitIncomplete : kExitUsage;
}

int code_of(scan::Verdict verdict) {
  switch (verdict) {
    case scan::Verdict::kClean: return kExitSuccess;
    case scan::Verdict::kFindings: return kExitFailure;
    case scan::Verdict::kIncomplete: return kExitIncomplete;
  }
  return kExitFailure;
}

}  // namespace

Result<void> check_apart(const Arguments& arguments,
                         std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  for (const auto& [one, other] : pairs) {
    if (arguments.has(one) && arguments.has(other)) {
      return fail(ErrorKind::kUsage, fmt::format("{} means nothing with {}", other, one), "leave one of them out");
    }
  }
  return {};
}

app::ScanPorts scan_ports(const ConfiguredPlace& here, Outside& outside) {
  return {.files = outside.files(),
          .process = outside.process(),
          .environment = outside.environment(),
          .clock = outside.clock(),
          .object_stores = outside.object_stores(),
          .place = here.place,
          .config = here.config,
          .version = outside.version(),
          .read_input = [&outside] { return outside.screen().read_input(); }};
}

int run_scan(const Command& command, const Arguments& arguments, Outside& outside, const ScanFunction& scan,
             const app::ScanTarget& target) {
  if (const auto fitting = check_repeated(command, arguments); !fitting) {
    return report(fitting.error(), outside);
  }
  const auto formats = wanted_formats(arguments, outside);
  if (!formats) {
    return report(formats.error(), outside);
  }
  auto here = configured_place(arguments, outside);
  if (!here) {
    return here.error();
  }
  const app::ScanPorts ports = scan_ports(*here, outside);
  auto scanned = scan(ports);
  if (!scanned) {
    return code_of(scanned.error(), report(scanned.error(), outside));
  }
  const app::SettleRequest settling{.target = target,
                                    .baseline = arguments.value(kBaselineOption.name),
                                    .base = arguments.value(kBaseOption.name),
                                    .fail_on = arguments.values(kFailOnOption.name)};
  if (auto settled = app::settle(*scanned, settling, ports); !settled) {
    static_cast<void>(report(settled.error(), outside));
    return kExitUsage;
  }
  if (!scanned->secrets_in_name && scan::may_have_secret_names(*scanned)) {
    scanned->secrets_in_name = app::make_secrets_in_name(ports);
  }
  scan::redact_names(*scanned);
  scan::sort(*scanned);
  scan::Shown shown{.report = *scanned,
                    .summary = scan::summarize(*scanned),
                    .version = std::string(outside.version()),
                    .palette = outside.screen().palette()};
  bool is_written = true;
  for (const Wanted& wanted : *formats) {
    if (auto written = write(wanted, shown, here->place, outside); !written) {
      written.error().kind = ErrorKind::kUsage;
      static_cast<void>(report(written.error(), outside));
      is_written = false;
    }
  }
  if (std::none_of(formats->begin(), formats->end(),
                   [](const Wanted& wanted) { return wanted.file.empty() && wanted.format->tells_trouble; })) {
    tell_trouble(*scanned, outside);
  }
  if (!is_written) {
    return kExitUsage;
  }
  // What nobody could read was not told: the scan is incomplete.
  if (!outside.screen().failure(ports::Stream::kOutput).empty()) {
    return kExitIncomplete;
  }
  return code_of(scan::judge(shown.summary, arguments.has(kAllowIncompleteOption.name)));
}

}  // namespace ropewalk::cli
