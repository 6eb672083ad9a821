// The real Http port: libcurl.
#pragma once

#include <memory>

#include "ports/environment.h"
#include "ports/http.h"

namespace ropewalk::net {

class Connections;

class RealHttp final : public ports::Http {
 public:
  /// `user_agent` is what servers are told unless a request says its own.
  RealHttp(const ports::Environment& environment, std::string user_agent);
  ~RealHttp() override;
  RealHttp(const RealHttp&) = delete;
  RealHttp& operator=(const RealHttp&) = delete;

  [[nodiscard]] Result<ports::HttpResponse> send(const ports::HttpRequest& request, std::stop_token stop) override;
  [[nodiscard]] Result<ports::HttpDownload> download(const ports::HttpRequest& request,
                                                     const std::filesystem::path& file, std::stop_token stop) override;
  [[nodiscard]] Result<void> send_mail(const ports::Mail& mail, std::stop_token stop) override;

 private:
  std::unique_ptr<Connections> connections_;
  std::string user_agent_;
  std::string ca_file_;
  std::string ca_folder_;
};

}  // namespace ropewalk::net
