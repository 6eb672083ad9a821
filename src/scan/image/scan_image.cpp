#include <fmt/format.h>

#include <utility>

#include "base/strings.h"
#include "image/oci/contents.h"
#include "image/packages/find_packages.h"
#include "image/packages/purl.h"
#include "scan/image/configuration_secrets.h"
#include "scan/image/layer_secrets.h"
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
    find_configuration_secrets(*image, request.find_secrets, name, report);
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
    const bool has_secret = request.find_secrets && !instruction.empty() &&
                            !request.find_secrets.in_file("history", instruction).findings.empty();
    if (has_secret) {
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
