// The folders are made by hand: Python's own `venv` module needs 50 ms to start, and seconds to install pip.
#include "actions/builtin/setup_python/environment.h"

#include <fmt/format.h>

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

/// The text of a console script of pip. A `#!` line can't hold blanks and has a limited length, so a long or blank path
/// goes through the shell, as pip's own installer does it.
std::string pip_script(const fs::path& python) {
  constexpr std::size_t kMaxInterpreterLength = 120;
  const std::string path = python.string();
  const bool fits = path.size() <= kMaxInterpreterLength && path.find(' ') == std::string::npos;
  const std::string start =
      fits ? fmt::format("#!{}\n", path) : fmt::format("#!/bin/sh\n'''exec' \"{}\" \"$0\" \"$@\"\n' '''\n", path);
  return start +
         "import sys\n"
         "from pip._internal.cli.main import main\n"
         "if __name__ == '__main__':\n"
         "    sys.exit(main())\n";
}

Result<void> add_programs(const Interpreter& interpreter, const fs::path& folder, ports::Files& files) {
  const fs::path bin = folder / "bin";
  const std::string minor = fmt::format("{}.{}", interpreter.version.major, interpreter.version.minor);
  if (const Result<void> linked = files.make_symlink(interpreter.program, bin / "python"); !linked) {
    return linked;
  }
  std::vector<std::string> names{"python3", "python" + minor};
  if (interpreter.is_freethreaded) {
    names.push_back("python" + minor + "t");
  }
  for (const std::string& name : names) {
    if (const Result<void> linked = files.make_symlink("python", bin / name); !linked) {
      return linked;
    }
  }
  const std::string script = pip_script(bin / "python");
  for (const std::string& name : {std::string("pip"), std::string("pip3"), "pip" + minor}) {
    if (const Result<void> written = files.write_quick(bin / name, script); !written) {
      return written;
    }
    if (const Result<void> marked = files.make_executable(bin / name); !marked) {
      return marked;
    }
  }
  return {};
}

/// What builds look for under pythonLocation on GitHub: the shared library and its pkg-config files. Links to single
/// files, so that whatever a package adds beside them stays in the job.
void add_development_links(const Interpreter& interpreter, const fs::path& folder, ports::Files& files) {
  const auto link_all = [&](const fs::path& from, const fs::path& to, std::string_view start) {
    const auto entries = files.list(from);
    if (!entries) {
      return;
    }
    for (const ports::FileEntry& entry : *entries) {
      if (entry.path.string().starts_with(start) && entry.type != ports::FileType::kDirectory) {
        // A link that can't be made leaves a build without a convenience, and the job as it was.
        static_cast<void>(files.make_symlink(from / entry.path, to / entry.path));
      }
    }
  };
  const fs::path library = interpreter.prefix / "lib";
  if (files.make_directories(folder / "lib" / "pkgconfig")) {
    link_all(library, folder / "lib", "libpython");
    link_all(library / "pkgconfig", folder / "lib" / "pkgconfig", "python");
  }
}

}  // namespace

Result<void> make_environment(const Interpreter& interpreter, const PipCopy& pip, const fs::path& folder,
                              StepHost& host) {
  ports::Files& files = host.files();
  const fs::path configuration = folder / "pyvenv.cfg";
  if (files.type(configuration) == ports::FileType::kFile) {
    return {};
  }
  const std::string library = fmt::format("python{}.{}{}", interpreter.version.major, interpreter.version.minor,
                                          interpreter.is_freethreaded ? "t" : "");
  if (const Result<void> made = files.make_directories(folder / "bin"); !made) {
    return made;
  }
  if (const Result<void> copied = files.copy(pip.site_packages, folder / "lib" / library / "site-packages"); !copied) {
    return copied;
  }
  if (const Result<void> linked = files.make_symlink("lib", folder / "lib64"); !linked) {
    return linked;
  }
  add_development_links(interpreter, folder, files);
  if (const Result<void> added = add_programs(interpreter, folder, files); !added) {
    return added;
  }
  // The last file: an environment without it was not finished.
  return files.write(
      configuration,
      fmt::format("home = {}\ninclude-system-site-packages = false\nversion = {}.{}.{}\nexecutable = {}\n",
                  interpreter.program.parent_path().string(), interpreter.version.major, interpreter.version.minor,
                  interpreter.version.patch, interpreter.program.string()));
}

}  // namespace ropewalk::actions::builtin
