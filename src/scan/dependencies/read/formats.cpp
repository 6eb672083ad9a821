#include <algorithm>
#include <array>

#include "base/strings.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

constexpr std::array kFormats = {
    ManifestFormat{"requirements", read_requirements},
    ManifestFormat{"poetry", read_poetry_lock},
    ManifestFormat{"pipfile", read_pipfile_lock},
    ManifestFormat{"uv", read_uv_lock},
    ManifestFormat{"pdm", read_pdm_lock},
    ManifestFormat{"pylock", read_pylock},
    ManifestFormat{"pyproject", read_pyproject},
    ManifestFormat{"pipfile-source", read_pipfile},
    ManifestFormat{"setup-cfg", read_setup_cfg},
    ManifestFormat{"setup-py", read_setup_py},
    ManifestFormat{"script", read_script},
    ManifestFormat{"metadata", read_metadata},
    ManifestFormat{"conda", read_conda_environment},
    ManifestFormat{"conda-meta", read_conda_meta},
    ManifestFormat{"dockerfile", read_dockerfile},
    ManifestFormat{"workflow", read_workflow_installs},
    ManifestFormat{"npm", read_package_lock},
    ManifestFormat{"yarn", read_yarn_lock},
    ManifestFormat{"pnpm", read_pnpm_lock},
    ManifestFormat{"cargo", read_cargo_lock},
    ManifestFormat{"go", read_go_mod},
    ManifestFormat{"cyclonedx", read_bom},
    ManifestFormat{"spdx", read_bom},
};

struct NameRule {
  std::string_view name;
  std::string_view format;
};

constexpr std::array kNames = {
    NameRule{"poetry.lock", "poetry"},
    NameRule{"Pipfile.lock", "pipfile"},
    NameRule{"uv.lock", "uv"},
    NameRule{"pdm.lock", "pdm"},
    NameRule{"pylock.toml", "pylock"},
    NameRule{"pyproject.toml", "pyproject"},
    NameRule{"Pipfile", "pipfile-source"},
    NameRule{"setup.cfg", "setup-cfg"},
    NameRule{"setup.py", "setup-py"},
    NameRule{"package-lock.json", "npm"},
    NameRule{"npm-shrinkwrap.json", "npm"},
    NameRule{"yarn.lock", "yarn"},
    NameRule{"pnpm-lock.yaml", "pnpm"},
    NameRule{"Cargo.lock", "cargo"},
    NameRule{"go.mod", "go"},
    NameRule{"environment.yml", "conda"},
    NameRule{"environment.yaml", "conda"},
    NameRule{"PKG-INFO", "metadata"},
    NameRule{"Dockerfile", "dockerfile"},
    NameRule{"Containerfile", "dockerfile"},
    NameRule{"bom.json", "cyclonedx"},
};

/// `requirements.txt`, `requirements-dev.txt`, `dev-requirements.txt`, `requirements/dev.txt`.
bool is_requirements(std::string_view folder, std::string_view name) {
  const bool has_ending = name.ends_with(".txt") || name.ends_with(".in");
  return has_ending && (name.find("requirements") != std::string_view::npos || folder.ends_with("requirements") ||
                        name.find("constraints") != std::string_view::npos);
}

}  // namespace

std::span<const ManifestFormat> manifest_formats() { return kFormats; }

const ManifestFormat* manifest_format(std::string_view name) {
  const auto found =
      std::find_if(kFormats.begin(), kFormats.end(), [&](const ManifestFormat& format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : &*found;
}

const ManifestFormat* manifest_format_of(std::string_view file, bool is_named) {
  const std::size_t slash = file.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? file : file.substr(slash + 1);
  const std::string_view folder = slash == std::string_view::npos ? std::string_view() : file.substr(0, slash);
  for (const NameRule& rule : kNames) {
    if (rule.name == name) {
      return manifest_format(rule.format);
    }
  }
  if (name.starts_with("pylock.") && name.ends_with(".toml")) {
    return manifest_format("pylock");
  }
  if (name.ends_with(".cdx.json")) {
    return manifest_format("cyclonedx");
  }
  if (name.ends_with(".spdx.json")) {
    return manifest_format("spdx");
  }
  if (name.ends_with(".py")) {
    return manifest_format("script");
  }
  if (name == "METADATA" && folder.ends_with(".dist-info")) {
    return manifest_format("metadata");
  }
  if (name.ends_with(".egg-info")) {
    return manifest_format("metadata");
  }
  if (folder.ends_with("conda-meta") && name.ends_with(".json")) {
    return manifest_format("conda-meta");
  }
  if (name.starts_with("Dockerfile.") || name.ends_with(".Dockerfile")) {
    return manifest_format("dockerfile");
  }
  if (folder.ends_with(".github/workflows") && (name.ends_with(".yml") || name.ends_with(".yaml"))) {
    return manifest_format("workflow");
  }
  if (is_requirements(folder, name) || (is_named && (name.ends_with(".txt") || name.ends_with(".in")))) {
    return manifest_format("requirements");
  }
  return nullptr;
}

}  // namespace ropewalk::scan
