// An installation is made of links, in milliseconds.
//
// CPython finds itself: from its program, links resolved, it goes up until it sees `lib/python3.12/os.py`, and takes
// that folder for its prefix (Modules/getpath.py; getpath.c before 3.11). So the program has to be a real file in
// `bin`, and everything else may be a link to the installation that was found. A virtual environment would be cheaper,
// but is another thing than what GitHub's jobs have: tools ask `sys.prefix != sys.base_prefix` and then do otherwise
// (`uv pip install --system`, `pip install --user`, tox, virtualenv).
//
// Linked is only what nothing is ever installed into: single files, and folders of the standard library. Folders that
// packages add to (`bin`, `include/python3.12`, `lib`, `lib/pkgconfig`, `site-packages`) are the job's own. What marks
// the found installation as somebody else's (EXTERNALLY-MANAGED, PEP 668) is left out.
//
// Debian's Python installs to `local/lib/python3.11/dist-packages` below its prefix: with `local` and `dist-packages`
// as links, that is `lib/python3.11/site-packages` and `bin` again.
#include "actions/builtin/setup_python/installation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

std::string minor_version(const Interpreter& interpreter) {
  return fmt::format("{}.{}", interpreter.version.major, interpreter.version.minor);
}

/// The first line of a script. A `#!` line can't hold blanks and has a limited length, so a long or blank path goes
/// through the shell, as pip's own installer does it.
std::string script_start(const fs::path& python) {
  constexpr std::size_t kMaxInterpreterLength = 120;
  const std::string path = python.string();
  const bool fits = path.size() <= kMaxInterpreterLength && path.find(' ') == std::string::npos;
  return fits ? fmt::format("#!{}\n", path) : fmt::format("#!/bin/sh\n'''exec' \"{}\" \"$0\" \"$@\"\n' '''\n", path);
}

Result<void> write_program(const fs::path& file, std::string_view text, ports::Files& files) {
  if (Result<void> written = files.write_quick(file, text); !written) {
    return written;
  }
  return files.make_executable(file);
}

class Installer {
 public:
  Installer(const Interpreter& interpreter, const InstallationPlace& place, ports::Files& files)
      : interpreter_(interpreter),
        folder_(place.made_in),
        python_(place.found_at / "bin" / "python"),
        files_(files),
        minor_(minor_version(interpreter)),
        library_(folder_ / "lib" / library_name(interpreter)) {}

  Result<void> install(const fs::path& site_packages) {
    for (const fs::path& folder : {folder_ / "bin", folder_ / "lib" / "pkgconfig", library_}) {
      if (Result<void> made = files_.make_directories(folder); !made) {
        return made;
      }
    }
    const fs::path own_packages = library_ / "site-packages";
    Result<void> packages =
        site_packages.empty() ? files_.make_directories(own_packages) : files_.copy(site_packages, own_packages);
    if (!packages) {
      return packages;
    }
    if (Result<void> linked = files_.make_symlink("lib", folder_ / "lib64"); !linked) {
      return linked;
    }
    if (Result<void> linked = link_standard_library(); !linked) {
      return linked;
    }
    add_development_links();
    add_layout_of_debian();
    return add_programs();
  }

 private:
  Result<void> link_standard_library() {
    const fs::path real = standard_library(interpreter_, files_);
    if (real.empty()) {
      return fail(ErrorKind::kNotFound,
                  fmt::format("{} has no standard library: {} is not there", interpreter_.program.string(),
                              (interpreter_.prefix / "lib" / library_name(interpreter_) / "os.py").string()),
                  "the installation is damaged; install this Python again");
    }
    for (const char* const folder : {"lib", "lib64"}) {
      const fs::path from = interpreter_.prefix / folder / library_name(interpreter_);
      const bool is_another = from == real || files_.canonical(from).value_or(real) != real;
      const auto entries = is_another ? files_.list(from) : fail(ErrorKind::kNotFound, "");
      if (!entries) {
        continue;
      }
      for (const ports::FileEntry& entry : *entries) {
        const std::string name = entry.path.string();
        if (name == "site-packages" || name == "dist-packages" || name == "EXTERNALLY-MANAGED" ||
            files_.type(library_ / name) != ports::FileType::kMissing) {
          continue;
        }
        if (Result<void> linked = files_.make_symlink(from / name, library_ / name); !linked) {
          return linked;
        }
      }
    }
    return {};
  }

  /// What a build looks for: headers, the shared library and its pkg-config files, Tcl of a Python that brings its own.
  /// A link that can't be made leaves a build without a convenience, and the job as it was.
  void add_development_links() {
    const fs::path library = interpreter_.prefix / "lib";
    const auto is_of_python = [](const ports::FileEntry& entry) {
      return entry.path.string().starts_with("libpython") && entry.type != ports::FileType::kDirectory;
    };
    const auto is_brought_along = [&](const ports::FileEntry& entry) {
      const std::string name = entry.path.string();
      return is_of_python(entry) || name.starts_with("tcl") || name.starts_with("tk") || name.starts_with("libtcl") ||
             name.starts_with("libtk") || name.starts_with("itcl") || name.starts_with("thread");
    };
    if (interpreter_.origin == InterpreterOrigin::kSystem) {
      link_all(library, folder_ / "lib", is_of_python);
    } else {
      link_all(library, folder_ / "lib", is_brought_along);
    }
    link_all(library / "pkgconfig", folder_ / "lib" / "pkgconfig", [](const ports::FileEntry& entry) {
      return entry.path.string().starts_with("python") && entry.type != ports::FileType::kDirectory;
    });
    const fs::path headers = interpreter_.prefix / "include";
    const auto folders = files_.list(headers);
    if (!folders) {
      return;
    }
    for (const ports::FileEntry& entry : *folders) {
      // `python3.12`, `python3.13t`, `python3.7m`.
      const std::string name = entry.path.string();
      const std::string_view ending = std::string_view(name).substr(std::min(name.size(), minor_.size() + 6));
      if (name.starts_with("python" + minor_) && (ending.empty() || ending == "t" || ending == "m") &&
          files_.make_directories(folder_ / "include" / name)) {
        link_all(headers / name, folder_ / "include" / name, [](const ports::FileEntry&) { return true; });
      }
    }
  }

  template <typename Wanted>
  void link_all(const fs::path& from, const fs::path& to, const Wanted& is_wanted) {
    const auto entries = files_.list(from);
    if (!entries) {
      return;
    }
    for (const ports::FileEntry& entry : *entries) {
      if (is_wanted(entry)) {
        static_cast<void>(files_.make_symlink(from / entry.path, to / entry.path));
      }
    }
  }

  void add_layout_of_debian() {
    if (files_.type_followed(interpreter_.prefix / "lib" / "python3" / "dist-packages") !=
        ports::FileType::kDirectory) {
      return;
    }
    static_cast<void>(files_.make_symlink(".", folder_ / "local"));
    static_cast<void>(files_.make_symlink("site-packages", library_ / "dist-packages"));
  }

  Result<void> add_programs() {
    const fs::path bin = folder_ / "bin";
    const std::string program = "python" + minor_ + (interpreter_.is_freethreaded ? "t" : "");
    if (Result<void> copied = files_.copy(interpreter_.program, bin / program); !copied) {
      return copied;
    }
    std::vector<std::string> names{"python", "python3",
                                   fmt::format("python{}{}", interpreter_.version.major, interpreter_.version.minor)};
    if (interpreter_.is_freethreaded) {
      names.push_back("python" + minor_);
    }
    for (const std::string& name : names) {
      if (Result<void> linked = files_.make_symlink(program, bin / name); !linked) {
        return linked;
      }
    }
    if (Result<void> linked = files_.make_symlink(fs::path("bin") / program, folder_ / "python"); !linked) {
      return linked;
    }
    add_tools(bin);
    return {};
  }

  /// The programs that come with Python: scripts get the job's interpreter, `python3-config` finds its folder itself.
  void add_tools(const fs::path& bin) {
    const fs::path from = interpreter_.prefix / "bin";
    for (const std::string& name : {std::string("2to3"), "2to3-" + minor_, std::string("idle3"), "idle" + minor_,
                                    std::string("pydoc3"), "pydoc" + minor_}) {
      const Result<std::string> text = files_.read(from / name);
      if (!text || !text->starts_with("#!") || text->find('\n') == std::string::npos) {
        continue;
      }
      static_cast<void>(write_program(bin / name, script_start(python_) + text->substr(text->find('\n') + 1), files_));
    }
    for (const std::string& name : {std::string("python3-config"), "python" + minor_ + "-config"}) {
      if (files_.type_followed(from / name) == ports::FileType::kFile) {
        static_cast<void>(files_.make_symlink(from / name, bin / name));
      }
    }
  }

  const Interpreter& interpreter_;
  const fs::path& folder_;
  fs::path python_;
  ports::Files& files_;
  std::string minor_;
  fs::path library_;
};

}  // namespace

std::string library_name(const Interpreter& interpreter) {
  return "python" + minor_version(interpreter) + (interpreter.is_freethreaded ? "t" : "");
}

fs::path standard_library(const Interpreter& interpreter, const ports::Files& files) {
  for (const char* const folder : {"lib", "lib64"}) {
    const fs::path library = interpreter.prefix / folder / library_name(interpreter);
    if (files.type_followed(library / "os.py") == ports::FileType::kFile) {
      return files.canonical(library).value_or(library);
    }
  }
  return {};
}

Result<void> write_pip_programs(const Interpreter& interpreter, const fs::path& folder, const fs::path& python,
                                ports::Files& files) {
  const std::string script = script_start(python) +
                             "import sys\n"
                             "from pip._internal.cli.main import main\n"
                             "if __name__ == '__main__':\n"
                             "    sys.exit(main())\n";
  for (const std::string& name : {std::string("pip"), std::string("pip3"), "pip" + minor_version(interpreter)}) {
    if (Result<void> written = write_program(folder / name, script, files); !written) {
      return written;
    }
  }
  return {};
}

Result<void> make_installation(const Interpreter& interpreter, const fs::path& site_packages,
                               const InstallationPlace& place, ports::Files& files) {
  return Installer(interpreter, place, files).install(site_packages);
}

}  // namespace ropewalk::actions::builtin
