#include "app/make_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "app/coverage_data.h"
#include "base/strings.h"
#include "report/read/readers.h"

namespace ropewalk::app {
namespace {

/// A report of more than this is somebody's mistake.
constexpr std::uint64_t kMostBytes = 256ULL << 20U;

struct Found {
  std::filesystem::path path;
  std::string name;
  std::string origin;
};

/// What a file's results are called: the folder that it lies in below the one that was named (an artifact's, so a
/// leg's), else the file's own name.
std::string origin_of(const std::filesystem::path& relative) {
  return relative.has_parent_path() ? relative.begin()->string() : relative.stem().string();
}

Result<std::vector<Found>> find_reports(const std::vector<std::string>& paths, const Place& place,
                                        const ports::Files& files) {
  std::vector<Found> found;
  for (const std::string& name : paths) {
    const std::filesystem::path path = (place.base / name).lexically_normal();
    switch (files.type_followed(path)) {
      case ports::FileType::kFile: found.push_back({path, name, path.stem().string()}); break;
      case ports::FileType::kDirectory: {
        auto entries = files.walk(path, [](const ports::FileEntry&) { return ports::Walk::kEnter; });
        if (!entries) {
          return fail(std::move(entries.error()));
        }
        for (const ports::FileEntry& entry : *entries) {
          const std::string file = entry.path.filename().string();
          if (entry.type == ports::FileType::kFile && (report::is_report_name(file) || is_coverage_data_name(file))) {
            found.push_back(
                {path / entry.path, (std::filesystem::path(name) / entry.path).string(), origin_of(entry.path)});
          }
        }
        break;
      }
      default: return fail(ErrorKind::kUsage, fmt::format("no file or folder '{}'", name));
    }
  }
  return found;
}

/// A path as the repository knows it: reports name files absolutely, or from the folder that was measured in.
std::string repository_path(const std::string& path, const Place& place) {
  const std::filesystem::path whole(path);
  if (!whole.is_absolute()) {
    return whole.lexically_normal().generic_string();
  }
  const std::filesystem::path relative = whole.lexically_relative(place.top);
  return relative.empty() || *relative.begin() == ".." ? path : relative.generic_string();
}

report::Coverage with_repository_paths(report::Coverage coverage, const Place& place, const ports::Files& files) {
  report::Coverage renamed;
  for (auto& [path, file] : coverage) {
    std::string name = repository_path(path, place);
    // coverage.py names files from its source folder; the common one of Python projects is looked into.
    if (files.type_followed(place.top / name) != ports::FileType::kFile &&
        files.type_followed(place.top / "src" / name) == ports::FileType::kFile) {
      name = "src/" + name;
    }
    report::merge(renamed, {{std::move(name), std::move(file)}});
  }
  return renamed;
}

Result<report::ChangedLines> lines_since(const std::string& base, const Place& place, ports::Process& process,
                                         const ports::Environment& environment) {
  ports::ProcessRequest request;
  request.arguments = {
      "git",        "-c",          "core.fsmonitor=false", "diff",         "--no-ext-diff",    "--no-textconv",
      "--no-color", "--unified=0", "--no-renames",         "--merge-base", "--end-of-options", base};
  request.working_directory = place.top;
  request.environment = environment.variables();
  auto done = process.capture(request, {});
  if (!done) {
    return fail(std::move(done.error()));
  }
  if (done->outcome.exit_code != 0) {
    return fail(ErrorKind::kUsage,
                fmt::format("no changes can be known since '{}': git says: {}", base, trim(done->errors)),
                "name a commit or branch that is here (a shallow clone lacks most of them)");
  }
  return changed_lines(done->output);
}

}  // namespace

report::ChangedLines changed_lines(std::string_view diff) {
  report::ChangedLines changed;
  std::string path;
  for (const std::string_view line : split_lines(diff)) {
    if (line.starts_with("+++ ")) {
      path = line.starts_with("+++ b/") ? std::string(line.substr(6)) : "";
    } else if (line.starts_with("@@ ") && !path.empty()) {
      // @@ -12,3 +14,2 @@
      const std::size_t plus = line.find('+');
      int first = 0;
      int count = 1;
      const char* const end = line.data() + line.size();
      const auto [after, error] = std::from_chars(line.data() + plus + 1, end, first);
      if (error == std::errc() && after != end && *after == ',') {
        std::from_chars(after + 1, end, count);
      }
      for (int number = first; number < first + count; ++number) {
        changed[path].insert(number);
      }
    }
  }
  return changed;
}

Result<report::Results> read_reports(const std::vector<std::string>& paths, const Place& place,
                                     const ports::Files& files, ports::Process& process,
                                     const ports::Environment& environment) {
  auto found = find_reports(paths, place, files);
  if (!found) {
    return fail(std::move(found.error()));
  }
  report::Results results;
  for (const Found& file : *found) {
    auto text = files.read_regular(file.path, kMostBytes, ports::Links::kFollow);
    if (text && is_coverage_data(*text)) {
      text = coverage_data_as_json(file.path, file.name, place.top, process, environment);
    }
    auto read = text ? report::read_report(*text, {.name = file.name, .origin = file.origin})
                     : Result<report::Results>(fail(std::move(text.error())));
    if (read) {
      merge(results, std::move(*read));
    } else {
      results.unread.push_back(std::move(read.error()));
    }
  }
  return results;
}

Result<report::Report> make_report(const ReportRequest& request, const Place& place, const ports::Files& files,
                                   ports::Process& process, const ports::Environment& environment) {
  auto results = read_reports(request.paths, place, files, process, environment);
  if (!results) {
    return fail(std::move(results.error()));
  }
  if (results->files.empty() && results->unread.empty() && !request.run) {
    return fail(ErrorKind::kNotFound, fmt::format("no report in {}", fmt::join(request.paths, ", ")),
                "reports are *.xml, *.json, *.info, *.lcov and .coverage: JUnit, Cobertura, lcov, coverage.py, "
                "pytest-benchmark");
  }
  report::Report report{
      .title = request.title, .results = std::move(*results), .gates = {}, .changed = {}, .run = request.run};
  report.results.coverage = with_repository_paths(std::move(report.results.coverage), place, files);
  if (request.base) {
    auto changed = lines_since(*request.base, place, process, environment);
    if (!changed) {
      return fail(std::move(changed.error()));
    }
    report.changed = std::move(*changed);
  }
  std::size_t flaky = 0;
  if (request.history) {
    std::vector<std::vector<report::TestCase>> runs = *request.history;
    runs.push_back(report.results.tests);
    report.flaky = report::flaky_tests(runs);
    flaky = report.flaky.size();
  }
  report.gates = report::judge({.results = report.results,
                                .changed = report.changed ? &*report.changed : nullptr,
                                .run = report.run ? &*report.run : nullptr,
                                .flaky = request.history ? &flaky : nullptr},
                               request.limits);
  return report;
}

}  // namespace ropewalk::app
