// Builds with buildah, as one call of `buildah bud` a platform, over its layer cache.
#pragma once

#include "image/build/builder.h"

namespace ropewalk::image {

class Buildah final : public Builder {
 public:
  Buildah(ports::Process& process, ports::Files& files, const ports::Environment& environment,
          const ports::Clock& clock);

  [[nodiscard]] std::string name() override;
  [[nodiscard]] Result<BuildOutcome> build(const BuildRequest& request, const BuildSink& sink,
                                           std::stop_token stop) override;
  [[nodiscard]] Result<BuiltImage> inspect(const std::string& id, std::stop_token stop) override;
  [[nodiscard]] Result<std::filesystem::path> layer(const std::string& id, const std::string& diff_id,
                                                    const std::filesystem::path& work, std::stop_token stop) override;
  [[nodiscard]] std::string identity() override;
  [[nodiscard]] StoredBase base(const std::string& name, std::stop_token stop) override;

 private:
  [[nodiscard]] Result<ports::CapturedProcess> call(std::vector<std::string> arguments, std::stop_token stop);

  /// The user's configuration of registries, as buildah would find it.
  [[nodiscard]] std::string own_registries() const;

  ports::Process& process_;
  ports::Files& files_;
  ports::EnvironmentList environment_;
  const ports::Clock& clock_;
};

/// The words of the call, for tests and messages.
[[nodiscard]] std::vector<std::string> buildah_arguments(const BuildRequest& request);

/// What its configuration of registries needs besides the user's: those of this machine speak no TLS.
[[nodiscard]] std::string registries_without_tls(const BuildRequest& request);

}  // namespace ropewalk::image
