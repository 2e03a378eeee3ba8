# One machine that runs pinflow, with its lake and objects on S3; records in its own log on an EBS
# volume or, with use_msk, in MSK. `terraform output url` says where the doors are.
data "aws_region" "here" {}

data "aws_caller_identity" "me" {}

data "aws_ami" "debian" {
  most_recent = true
  owners      = ["136693071363"] # Debian
  filter {
    name   = "name"
    values = ["debian-12-amd64-*"]
  }
}

data "aws_subnet" "first" {
  id = var.subnet_ids[0]
}

locals {
  package = regex("^s3://([^/]+)/(.+)$", var.package_url)
  eventlog = var.use_msk ? join("\n", [
    "[eventlog]",
    "type = \"kafka\"",
    "",
    "[eventlog.kafka]",
    "bootstrap_servers = \"${aws_msk_cluster.log[0].bootstrap_brokers_sasl_iam}\"",
    "",
    "[eventlog.kafka.properties]",
    "security.protocol = \"SASL_SSL\"",
    "sasl.mechanism = \"AWS_MSK_IAM\"",
  ]) : ""
  settings = <<-EOT
    [app]
    data = "/var/lib/pinflow"

    [http]
    listen = "0.0.0.0:8082"

    [objects]
    type = "s3"

    [objects.s3]
    region = "${data.aws_region.here.name}"
    path_style = false

    [lake]
    url = "s3://${aws_s3_bucket.lake.bucket}/lake"

    ${local.eventlog}
    ${var.pinflow_toml}
  EOT
}

resource "aws_instance" "pinflow" {
  ami                         = data.aws_ami.debian.id
  instance_type               = var.instance_type
  subnet_id                   = var.subnet_ids[0]
  vpc_security_group_ids      = [aws_security_group.pinflow.id]
  iam_instance_profile        = aws_iam_instance_profile.pinflow.name
  ebs_optimized               = true
  monitoring                  = true
  user_data_replace_on_change = true
  user_data = templatefile("${path.module}/user_data.sh.tftpl", {
    package  = var.package_url
    settings = local.settings
    device   = "/dev/nvme1n1"
  })

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    encrypted   = true
    volume_type = "gp3"
  }

  tags = { Name = var.name }
}

# Of its own, so that it outlives the machine.
resource "aws_ebs_volume" "data" {
  # checkov:skip=CKV_AWS_189: the account's own key for EBS will do; another one is a choice.
  availability_zone = data.aws_subnet.first.availability_zone
  size              = var.volume_gib
  type              = "gp3"
  encrypted         = true
  tags              = { Name = "${var.name}-data" }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_volume_attachment" "data" {
  device_name                    = "/dev/sdf"
  volume_id                      = aws_ebs_volume.data.id
  instance_id                    = aws_instance.pinflow.id
  stop_instance_before_detaching = true
}

resource "aws_security_group" "pinflow" {
  # checkov:skip=CKV_AWS_382: S3, MSK and Debian's packages have no fixed addresses.
  name_prefix = "${var.name}-"
  description = "The doors of pinflow"
  vpc_id      = var.vpc_id

  ingress {
    description = "REST, Kinesis and the dashboard"
    from_port   = 8082
    to_port     = 8082
    protocol    = "tcp"
    cidr_blocks = var.client_cidrs
  }

  egress {
    description = "S3, MSK, Debian's packages"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }

  lifecycle {
    create_before_destroy = true
  }
}
