#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "base/strings.h"
#include "image/oci/contents.h"
#include "image/packages/distribution_files.h"
#include "image/packages/find_packages.h"
#include "image/packages/purl.h"
#include "scan/image/misconfiguration.h"
#include "scan/image/origin.h"
#include "scan/image/request.h"

namespace ropewalk::scan {
namespace {

std::string_view kind_name(image::EntryKind kind) {
  switch (kind) {
    case image::EntryKind::kFile:
    case image::EntryKind::kHardLink: return "file";
    case image::EntryKind::kFolder: return "dir";
    case image::EntryKind::kSymlink: return "symlink";
    case image::EntryKind::kFifo: return "fifo";
    case image::EntryKind::kCharacterDevice: return "char";
    case image::EntryKind::kBlockDevice: return "block";
  }
  return "file";
}

Trouble to_trouble(const image::Fault& fault, std::string_view name) {
  Trouble trouble;
  trouble.place.file = fault.path.empty() ? std::string(name) : fault.path;
  trouble.reason = image::name(fault.kind);
  trouble.message = fault.message;
  if (fault.layer >= 0) {
    trouble.message = fmt::format("layer {}: {}", fault.layer, fault.message);
    trouble.details.emplace_back("layer", std::to_string(fault.layer));
  }
  if (!fault.path.empty()) {
    trouble.details.emplace_back("path", json_text(fault.path));
  }
  return trouble;
}

void list_entries(const image::Tree& tree, Report& report) {
  for (const auto& [path, node] : tree.nodes()) {
    Fact fact{"entry", {{"path", json_text(path)}, {"kind", json_text(kind_name(node.kind))}}};
    if (node.kind != image::EntryKind::kSymlink) {
      fact.fields.emplace_back("mode", json_text(fmt::format("{:04o}", node.mode)));
    } else {
      fact.fields.emplace_back("target", json_text(node.target));
    }
    if (node.kind == image::EntryKind::kFile) {
      fact.fields.emplace_back("size", std::to_string(node.size));
      fact.fields.emplace_back("sha256", json_text(node.sha256));
    }
    fact.fields.emplace_back("layer", std::to_string(node.layer));
    report.facts.push_back(std::move(fact));
  }
}

Package to_package(const image::InstalledPackage& from, const LayerOrigin& origin, const std::string& instruction,
                   const std::string& distribution) {
  Package package;
  package.name = from.name;
  package.version = from.version;
  package.place.file = from.path;
  Details& details = package.details;
  const auto add_text = [&](std::string_view key, const std::string& value) {
    details.emplace_back(key, value.empty() ? "null" : json_text(value));
  };
  const auto add_if = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) {
      details.emplace_back(key, json_text(value));
    }
  };
  const auto purl = image::read_purl(from.purl);
  const std::string_view ecosystem =
      from.kind == image::PackageKind::kComponent && purl ? std::string_view(purl->type) : image::name(from.kind);
  details.emplace_back("ecosystem", json_text(ecosystem));
  const bool is_of_distribution = from.kind == image::PackageKind::kDeb || from.kind == image::PackageKind::kApk ||
                                  from.kind == image::PackageKind::kRpm;
  if (is_of_distribution) {
    add_if("distribution", distribution);
  }
  add_if("component_type", from.component_type);
  add_text("path", from.path);
  if (is_of_distribution) {
    add_text("source", from.source);
    add_text("source_version", from.source_version);
  }
  details.emplace_back("layer", std::to_string(from.layer));
  details.emplace_back("introduced", std::to_string(from.introduced));
  add_if("introduced_by", instruction);
  if (origin.base_layers() > 0) {
    details.emplace_back("in_base", from.introduced < origin.base_layers() ? "true" : "false");
    if (from.introduced < origin.base_layers()) {
      add_if("base", origin.base_name());
    }
  }
  add_if("owned_by", from.owned_by);
  add_if("vendored_by", from.vendored_by);
  add_if("architecture", from.architecture);
  if (!from.licenses.empty()) {
    details.emplace_back("licenses", json_texts(from.licenses));
  }
  add_if("purl", from.purl);
  if (from.is_editable) {
    details.emplace_back("editable", "true");
  }
  if (from.is_virtual) {
    details.emplace_back("virtual", "true");
  }
  return package;
}

/// Secrets in the layers' files, with the layer, and whether the file is still to be seen in the tree.
class LayerSecrets {
 public:
  explicit LayerSecrets(const FindSecrets& find) : find_(find) {}

  void prepare(image::LayerOptions& options, int layer) {
    if (!find_) {
      return;
    }
    options.shows = [this, layer](const image::LayerEntry& entry, std::string_view content) {
      std::vector<Finding> found = find_(entry.path, content);
      if (!found.empty()) {
        const std::lock_guard lock(mutex_);
        const std::string digest = image::distribution_digest(content);
        for (Finding& finding : found) {
          found_.push_back({layer, entry.path, digest, std::move(finding)});
        }
      }
    };
    options.too_large = [this](const image::LayerEntry& entry) {
      const std::lock_guard lock(mutex_);
      skipped_.push_back({{entry.path},
                          "too-large",
                          fmt::format("{} bytes: files of this size are not looked into for secrets", entry.size)});
    };
  }

  void finish(const image::Contents& contents, Report& report) {
    std::map<std::string, std::pair<std::string, int>> public_files;
    for (Found& found : found_) {
      const auto real = contents.tree.resolve(found.path);
      const std::string package = image::package_of_unchanged(contents.tree, real.value_or(found.path), found.digest);
      if (!package.empty()) {
        auto& [owner, count] = public_files[found.path];
        owner = package;
        ++count;
        continue;
      }
      const bool is_in_tree = real && contents.tree.nodes().at(*real).layer == found.layer;
      found.finding.details.emplace_back("layer", std::to_string(found.layer));
      found.finding.details.emplace_back("path", json_text(found.path));
      found.finding.details.emplace_back("in_tree", is_in_tree ? "true" : "false");
      if (!is_in_tree) {
        found.finding.message += fmt::format(" (layer {} still has it, though a later layer hides it)", found.layer);
      }
      report.findings.push_back(std::move(found.finding));
    }
    for (const auto& [path, file] : public_files) {
      report.skipped.push_back({{path},
                                "distribution-file",
                                fmt::format("{} in it that look{} like a secret: the file is {}'s own, as everybody "
                                            "has it",
                                            file.second == 1 ? "a text" : fmt::format("{} texts", file.second),
                                            file.second == 1 ? "s" : "", file.first)});
    }
    for (Skipped& skipped : skipped_) {
      report.skipped.push_back(std::move(skipped));
    }
  }

 private:
  struct Found {
    int layer = 0;
    std::string path;
    /// Of the file, as a distribution would know it.
    std::string digest;
    Finding finding;
  };

  const FindSecrets& find_;
  std::mutex mutex_;
  std::vector<Found> found_;
  std::vector<Skipped> skipped_;
};

/// Secrets that never were a file: in the environment, the labels, and the instructions that the history keeps.
void find_configuration_secrets(const image::ImageConfig& config, const FindSecrets& find, std::string_view name,
                                Report& report) {
  if (!find) {
    return;
  }
  const auto look = [&](std::string_view where, const std::string& what, const std::string& text) {
    for (Finding& finding : find(fmt::format("{}!{}", name, where), text)) {
      finding.place.file = name;
      finding.place.line = 0;
      finding.place.column = 0;
      finding.place.end_line = 0;
      finding.place.end_column = 0;
      finding.message += fmt::format(" ({} of the image's configuration)", where);
      finding.details.emplace_back("where", json_text(where));
      finding.details.emplace_back("name", json_text(what));
      report.findings.push_back(std::move(finding));
    }
  };
  for (const std::string& variable : config.environment) {
    look("environment", variable.substr(0, variable.find('=')), variable);
  }
  for (const auto& [key, value] : config.labels) {
    look("labels", key, fmt::format("{}={}", key, value));
  }
  for (std::size_t index = 0; index < config.history.size(); ++index) {
    look("history", std::to_string(index), config.history[index].created_by);
  }
}

}  // namespace

Result<Report> scan_image(const ports::Files& files, const ports::Path& path, const ImageRequest& request) {
  Report report;
  const std::string name = request.name.empty() ? path.filename().string() : request.name;
  LayerSecrets secrets(request.find_secrets);
  const auto options_for = [&](int layer) {
    image::LayerOptions options;
    options.has_digests = request.lists;
    options.keeps = image::is_package_data;
    secrets.prepare(options, layer);
    return options;
  };
  auto image = image::open_image(files, path, request.selection, options_for(0));
  if (!image) {
    const image::Fault& fault = image.error();
    if (fault.kind == image::FaultKind::kNotChosen) {
      return fail(ErrorKind::kUsage, fault.message, "choose one with --platform or --tag");
    }
    report.trouble.push_back(to_trouble(fault, name));
    return report;
  }
  const bool has_configuration = image->form != image::ImageForm::kRootFiles;
  const image::ImageConfig config = image->config;
  const LayerOrigin origin(config);
  if (has_configuration) {
    for (Finding& finding : check_image_configuration(*image, name)) {
      report.findings.push_back(std::move(finding));
    }
    find_configuration_secrets(config, request.find_secrets, name, report);
  }
  image::Contents contents = image::read_contents(std::move(*image), options_for, {});
  for (const image::Fault& fault : contents.faults) {
    report.trouble.push_back(to_trouble(fault, name));
  }
  report.bytes = contents.bytes;
  report.keeps_packages_quiet = !request.lists;
  secrets.finish(contents, report);
  if (!contents.is_whole) {
    return report;
  }
  report.looked_at = contents.tree.nodes().size();
  if (request.lists) {
    list_entries(contents.tree, report);
  }
  const image::Inventory inventory = image::find_packages(contents);
  for (const image::InstalledPackage& package : inventory.packages) {
    std::string instruction = origin.instruction(package.introduced);
    if (request.find_secrets && !instruction.empty() && !request.find_secrets("history", instruction).empty()) {
      instruction = "an instruction with a secret in it";
    }
    report.packages.push_back(to_package(package, origin, instruction, inventory.os.ecosystem()));
  }
  for (const image::SkippedPackage& skipped : inventory.skipped) {
    report.skipped.push_back(
        {{skipped.path}, skipped.why, fmt::format("the package {} is not installed", skipped.name)});
  }
  for (const auto* faults : {&inventory.faults, &inventory.gaps}) {
    for (const image::Fault& fault : *faults) {
      report.trouble.push_back(to_trouble(fault, name));
    }
  }
  for (Finding& finding : check_end_of_life(inventory.os, "etc/os-release", request.today)) {
    report.findings.push_back(std::move(finding));
  }
  return report;
}

}  // namespace ropewalk::scan
