// The step that signs the checksums: with the key and the program that git signs tags with.
#include <fmt/format.h>

#include "app/release/run/step.h"
#include "base/strings.h"
#include "release/git.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kSums = "SHA256SUMS";

class SignatureSteps {
 public:
  SignatureSteps(ReleaseTarget& target, const ReleasePorts& ports)
      : target_(target), ports_(ports), git_(target.planned.top, ports.process, ports.environment) {}

  Result<Looked> look() const {
    const std::string key = setting("user.signingkey");
    if (key.empty()) {
      return Looked{StepState::kSkipped, "git has no signing key (user.signingkey)"};
    }
    if (format() != "openpgp" && format() != "ssh") {
      return Looked{StepState::kSkipped, fmt::format("signing as '{}' is not supported", format())};
    }
    const std::string detail = fmt::format("{} with {}", file_name(), key);
    if (ports_.files.type_followed(target_.dist / file_name()) == ports::FileType::kFile) {
      return Looked{StepState::kDone, detail};
    }
    // Without checksums there is nothing to sign: a project that builds no files.
    const bool has_sums = ports_.files.type_followed(target_.dist / kSums) == ports::FileType::kFile;
    return has_sums || ports_.files.type_followed(target_.dist) == ports::FileType::kMissing
               ? Looked{StepState::kWould, detail}
               : Looked{StepState::kSkipped, "there are no checksums"};
  }

  /// Beside the folder first: a signature that is there is whole.
  Result<void> act() const {
    if (ports_.files.type_followed(target_.dist / kSums) != ports::FileType::kFile) {
      return {};
    }
    auto temporary = ports_.files.make_temporary_directory(ports_.environment.variable("TMPDIR").value_or("/tmp"),
                                                           "ropewalk-release-");
    if (!temporary) {
      return fail(std::move(temporary.error()));
    }
    auto signed_ = sign_in(*temporary);
    if (auto removed = ports_.files.remove_all(*temporary); !removed && signed_) {
      return removed;
    }
    return signed_;
  }

 private:
  [[nodiscard]] Result<void> sign_in(const std::filesystem::path& folder) const {
    const std::filesystem::path sums = folder / kSums;
    const std::string key = setting("user.signingkey");
    ports::ProcessRequest request;
    request.environment = ports_.environment.variables();
    request.working_directory = target_.planned.top;
    if (format() == "ssh") {
      const std::string program = setting("gpg.ssh.program");
      request.arguments = {
          program.empty() ? "ssh-keygen" : program, "-Y", "sign", "-n", "file", "-f", key, sums.string()};
    } else {
      const std::string program = setting("gpg.program");
      request.arguments = {program.empty() ? "gpg" : program,
                           "--batch",
                           "--yes",
                           "--armor",
                           "--local-user",
                           key,
                           "--detach-sign",
                           sums.string()};
    }
    if (auto copied = ports_.files.copy(target_.dist / kSums, sums); !copied) {
      return copied;
    }
    auto done = ports_.process.capture(request, {});
    if (!done) {
      return fail(std::move(done.error()));
    }
    if (done->outcome.exit_code != 0) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("the checksums cannot be signed with {}: {}", key, trim(done->errors)),
                  "git's user.signingkey names the key");
    }
    auto signature = ports_.files.read(folder / file_name());
    return signature ? ports_.files.write(target_.dist / file_name(), *signature)
                     : Result<void>(fail(std::move(signature.error())));
  }

  [[nodiscard]] std::string file_name() const { return fmt::format("{}.{}", kSums, format() == "ssh" ? "sig" : "asc"); }

  [[nodiscard]] std::string format() const {
    const std::string format = setting("gpg.format");
    return format.empty() ? "openpgp" : format;
  }

  [[nodiscard]] std::string setting(const std::string& name) const {
    const auto value = git_.capture({"config", "--get", name});
    return value && value->outcome.exit_code == 0 ? std::string(trim(value->output)) : std::string();
  }

  ReleaseTarget& target_;
  const ReleasePorts& ports_;
  release::Git git_;
};

}  // namespace

bool is_signature(std::string_view name) { return name == "SHA256SUMS.asc" || name == "SHA256SUMS.sig"; }

std::vector<Step> signature_steps(ReleaseTarget& target, const ReleasePorts& ports) {
  const auto steps = std::make_shared<SignatureSteps>(target, ports);  // shared by both functions
  return {{"signature", [steps] { return steps->look(); }, [steps] { return steps->act(); }}};
}

}  // namespace ropewalk::app
