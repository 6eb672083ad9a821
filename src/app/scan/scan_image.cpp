#include "app/scan/scan_image.h"

#include <fmt/format.h>

#include <memory>

#include "app/scan/fetch_image.h"
#include "app/scan/secret_rules.h"
#include "base/rfc3339.h"
#include "scan/image/request.h"
#include "scan/secrets/report_hits.h"
#include "scan/secrets/sources/inner_texts.h"

namespace ropewalk::app {
namespace {

/// This machine's platform in the words of images.
std::string own_platform(const ports::Environment& environment) {
  const std::string architecture = environment.architecture();
  if (architecture == "X64") {
    return "linux/amd64";
  }
  if (architecture == "ARM64") {
    return "linux/arm64";
  }
  return architecture == "ARM" ? "linux/arm" : "linux/386";
}

/// True for what can only be meant as a file: it has a place in front or an archive's ending.
bool is_file_name(std::string_view name) {
  return name.starts_with('/') || name.starts_with('.') || name.ends_with(".tar") || name.ends_with(".gz") ||
         name.ends_with(".tgz");
}

/// What lies on the disk as it is; a reference in a folder of its own, which is removed again.
Result<scan::Report> scan_one(const std::string& name, const scan::ImageRequest& asked, const ScanPorts& ports) {
  const std::filesystem::path whole = (ports.place.base / name).lexically_normal();
  if (ports.files.type_followed(whole) != ports::FileType::kMissing) {
    return scan::scan_image(ports.files, whole, asked);
  }
  if (is_file_name(name)) {
    return fail(ErrorKind::kUsage, fmt::format("no image '{}'", name),
                "an image is a layout, an archive, a root folder, or a reference");
  }
  auto folder =
      ports.files.make_temporary_directory(ports.environment.variable("TMPDIR").value_or("/tmp"), "ropewalk-image-");
  if (!folder) {
    return fail(std::move(folder.error()));
  }
  scan::ImageRequest fetched = asked;
  fetched.name = name;
  fetched.selection.tag.clear();
  const auto layout = fetch_image(name, asked.selection, *folder, ports);
  Result<scan::Report> report = layout ? scan::scan_image(ports.files, *layout, fetched) : fail(layout.error());
  if (auto removed = ports.files.remove_all(*folder); !removed && report) {
    return fail(std::move(removed.error()));
  }
  return report;
}

/// Archives within archives, as `scan secrets` opens them.
constexpr int kArchiveDepth = 2;

scan::FindSecrets find_with(const scan::Detector& detector) {
  scan::FindSecrets find;
  find.in_file = [&detector](std::string_view name, std::string_view content) {
    scan::Report report;
    scan::each_inner_text(
        content, std::string(name), kArchiveDepth,
        {.text =
             [&](std::string_view text, const std::string& inner) {
               for (const scan::Hit& hit : detector.detect({.text = text, .path = inner})) {
                 report.findings.push_back(scan::to_finding(hit, inner, {}, false));
               }
             },
         .passed = [&](const scan::NotOpened& passed) { scan::add_not_opened(passed, passed.name, report); }});
    return report;
  };
  find.in_name = [&detector](const std::string& name) {
    std::vector<scan::Finding> findings;
    for (const scan::Hit& hit : detector.detect_in_name(name, {})) {
      findings.push_back(scan::to_finding(hit, name, {}, false));
    }
    return findings;
  };
  find.may_be_in_names = [&detector](std::string_view names) { return detector.may_find(names); };
  return find;
}

}  // namespace

Result<scan::Report> scan_image(const ScanImageRequest& request, const ScanPorts& ports) {
  scan::ImageRequest asked;
  asked.selection = {request.platform, request.tag, own_platform(ports.environment)};
  asked.lists = request.lists;
  asked.today = to_rfc3339(ports.clock.now()).substr(0, 10);
  auto read = secret_rules({.config = request.config}, ports);
  if (!read) {
    return fail(std::move(read.error()));
  }
  // Shared with the report, which is told later.
  const auto rules = std::make_shared<const scan::RuleSet>(std::move(*read));
  const auto detector = std::make_shared<const scan::Detector>(*rules, scan::DetectOptions());
  asked.find_secrets = find_with(*detector);
  scan::Report report;
  report.secrets_in_name = [rules, detector](std::string_view text) { return scan::secrets_in(*detector, text); };
  for (const std::string& path : request.paths) {
    auto one = scan_one(path, asked, ports);
    if (!one) {
      return fail(std::move(one.error()));
    }
    scan::merge(report, std::move(*one));
  }
  scan::mask_names(report);
  if (!request.lists && !request.has_no_advisories) {
    if (auto judged = judge_image_packages(request.judging, ports, report); !judged) {
      return fail(std::move(judged.error()));
    }
  }
  return report;
}

}  // namespace ropewalk::app
