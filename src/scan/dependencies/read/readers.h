// The readers of files that name packages, one a format. A reader never fails: what it does not understand is in the
// manifest.
#pragma once

#include <span>
#include <string_view>

#include "scan/dependencies/dependency.h"

namespace ropewalk::scan {

void read_requirements(const ManifestInput& input, Manifest& into);
void read_poetry_lock(const ManifestInput& input, Manifest& into);
void read_pipfile_lock(const ManifestInput& input, Manifest& into);
void read_uv_lock(const ManifestInput& input, Manifest& into);
void read_pdm_lock(const ManifestInput& input, Manifest& into);
void read_pylock(const ManifestInput& input, Manifest& into);
void read_pyproject(const ManifestInput& input, Manifest& into);
void read_pipfile(const ManifestInput& input, Manifest& into);
void read_setup_cfg(const ManifestInput& input, Manifest& into);
void read_setup_py(const ManifestInput& input, Manifest& into);
void read_script(const ManifestInput& input, Manifest& into);
void read_metadata(const ManifestInput& input, Manifest& into);
void read_conda_environment(const ManifestInput& input, Manifest& into);
void read_conda_meta(const ManifestInput& input, Manifest& into);
void read_dockerfile(const ManifestInput& input, Manifest& into);
void read_workflow_installs(const ManifestInput& input, Manifest& into);
void read_package_lock(const ManifestInput& input, Manifest& into);
void read_yarn_lock(const ManifestInput& input, Manifest& into);
void read_pnpm_lock(const ManifestInput& input, Manifest& into);
void read_cargo_lock(const ManifestInput& input, Manifest& into);
void read_go_mod(const ManifestInput& input, Manifest& into);
void read_bom(const ManifestInput& input, Manifest& into);

struct ManifestFormat {
  /// As `--as` takes it.
  std::string_view name;
  void (*read)(const ManifestInput& input, Manifest& into) = nullptr;
};

[[nodiscard]] std::span<const ManifestFormat> manifest_formats();
/// Null when there is none of this name.
[[nodiscard]] const ManifestFormat* manifest_format(std::string_view name);
/// By the file's name, which may have folders in front; null when it names no packages. `is_named` says that the user
/// named the file: then any `.txt` is a file of requirements.
[[nodiscard]] const ManifestFormat* manifest_format_of(std::string_view file, bool is_named);

}  // namespace ropewalk::scan
